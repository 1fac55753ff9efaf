import type { AwsResponse } from '../endpoint';
import type { SqsFault } from './fault';

/** A call, whichever protocol it came by. */
export interface SqsCall {
  readonly action: string;
  /** As the JSON protocol has it. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** How a call is read and answered. */
export interface Protocol {
  /** @throws SqsFault */
  readonly read: () => SqsCall;
  readonly answer: (action: string, result: object, requestId: string) => AwsResponse;
  readonly refuse: (fault: SqsFault, requestId: string) => AwsResponse;
}
