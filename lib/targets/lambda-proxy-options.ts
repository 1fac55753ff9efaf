import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** What is stored of an event that came by way of a function. */
export enum Enrichment {
  /**
   * `{"meta":{"receivedAt","requestId","source","principal","schemaVersion"},"event":<the event>}` as compact JSON. The
   * event's numbers, escapes and order of members are as sent.
   */
  ENVELOPE = 'ENVELOPE',
  /** The bytes as sent; in a batch, each `data` as sent, without the white space between its parts. */
  NONE = 'NONE',
}

/** How events are handled that come by way of a function, and the function. */
export interface LambdaProxyOptions {
  /**
   * What is stored of an event.
   * @default Enrichment.ENVELOPE
   */
  readonly enrichment?: Enrichment;

  /**
   * Version of the events' schema, stored beside each event as `schemaVersion`. Only with `Enrichment.ENVELOPE`.
   * @default - null is stored
   */
  readonly schemaVersion?: string;

  /**
   * How long a request may take, 1 to 29 seconds: records that fail are tried again in this time.
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;

  /**
   * Memory of the function in MiB, 128 to 10,240. It has CPU by its memory.
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * Runtime of the function: Node.js 22 or 24.
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The most copies of the function that run at a time, set apart for it.
   * @default - the account's concurrency, shared
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * How long the function's log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the function's log when it leaves the stack.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}
