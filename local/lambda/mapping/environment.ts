import type { Scheduler } from '../../scheduler';
import type { InvocationResult } from '../invocation';
import type { LambdaLog } from '../log';
import type { BatchTrace } from './batch-trace';
import type { CheckpointStore } from './checkpoint';

/** What mappings share. */
export interface MappingEnvironment {
  readonly scheduler: Scheduler;
  readonly log: LambdaLog;
  /** Told what becomes of records, before their place is kept. @default - nobody */
  readonly trace?: (batch: BatchTrace) => void;
  readonly uuid: () => string;
  readonly checkpoints: CheckpointStore;
  /** @throws AwsFault where the function was not run */
  readonly invoke: (functionArn: string, payload: Buffer) => Promise<InvocationResult>;
  /** Whether the function's role may do this. @returns AWS's text of the refusal; undefined where it is allowed */
  readonly authorize: (role: string, action: string, resource: string) => string | undefined;
  /** @throws where the queue did not take it */
  readonly sendMessage: (queueArn: string, body: string, role: string) => Promise<void>;
  /** @throws where the bucket did not take it */
  readonly putObject: (bucketArn: string, key: string, body: Buffer, role: string) => Promise<void>;
}

/** The function a mapping calls. */
export interface MappingFunction {
  readonly arn: string;
  readonly role: string;
  /** Seconds. */
  readonly timeout: number;
}
