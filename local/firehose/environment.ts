import type { FunctionInvoker } from '../lambda';
import type { ObjectStore } from '../s3';
import type { Scheduler } from '../scheduler';
import type { RecordStore } from '../storage';
import type { Identifiers } from './identifiers';
import type { FirehoseLog } from './log';
import type { ChunkPool } from './object-body';
import type { PutLimits } from './put-quota';
import type { StreamReader } from './stream-reader';

/** A call that a role of a delivery stream is about to make. */
export interface RoleCall {
  readonly roleArn: string;
  /** `s3:PutObject` */
  readonly action: string;
  readonly resource: string;
  /** The delivery stream, for the log. */
  readonly position: string;
}

/** Throws where the role may not do this. */
export type AuthorizeRole = (call: RoleCall) => void | Promise<void>;

/** What delivery streams need of the rest of the runtime. */
export interface FirehoseEnvironment {
  readonly scheduler: Scheduler;
  /** Keeps what was put, and how far everything is delivered. */
  readonly store: RecordStore;
  readonly objects: ObjectStore;
  /** Whether the deployment has a bucket. */
  readonly hasBucket: (bucket: string) => boolean;
  /** ARN of the customer's key that a bucket encrypts with by default; undefined where it has none. */
  readonly defaultKey: (bucket: string) => string | undefined;
  readonly ids: Identifiers;
  readonly log: FirehoseLog;
  readonly authorize: AuthorizeRole;
  /** Calls the functions of transforms. */
  readonly functions: FunctionInvoker;
  /** Memory for objects, shared by all delivery streams: each alone would keep what it once needed. */
  readonly chunks: ChunkPool;
  /** Reads the streams that are sources. */
  readonly streams: StreamReader;
  /** Most partitions of a delivery stream that are gathered at once. */
  readonly activePartitions: number;
  /** What each takes by direct put; undefined for the quotas of its Region. */
  readonly putLimits: PutLimits | undefined;
}
