import type { RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { ApiAuth } from './api-auth';
import type { FrontDoor } from './front-door';
import type { Tenant, Throttle } from './throttle';

/** Props of `IngestionApi`. */
export interface IngestionApiProps {
  /**
   * Where the front door can be reached from. A change between the public kinds is made in place; one between public and
   * private makes other APIs, with other addresses.
   * @default FrontDoor.regional()
   */
  readonly frontDoor?: FrontDoor;

  /**
   * Who may call a route that does not say otherwise.
   * @default ApiAuth.iam()
   */
  readonly auth?: ApiAuth;

  /**
   * Token bucket of each route that has none of its own.
   * @default - 1,000 requests/s, burst 500
   */
  readonly throttle?: Throttle;

  /**
   * Named clients, each with an API key and a usage plan. Where there are tenants, routes ask for a tenant's key on top
   * of their auth.
   * @default - none
   */
  readonly tenants?: Tenant[];

  /**
   * The origin browsers may call from: one, e.g. `https://shop.example.com`, or `*`.
   * @default - no CORS
   */
  readonly corsOrigin?: string;

  /**
   * What a typical event weighs, for the capacity warning at synth.
   * @default Size.kibibytes(1)
   */
  readonly eventSize?: Size;

  /**
   * Name of the API's stage: the first part of the path. Changing it replaces the stage, and with it the URL.
   * @default v1
   */
  readonly stageName?: string;

  /**
   * How long the access log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly accessLogRetention?: logs.RetentionDays;

  /**
   * Key of the access log. CloudWatch Logs must be allowed to use it by the key's own policy.
   * @default - encrypted by CloudWatch Logs
   */
  readonly accessLogKey?: kms.IKey;

  /**
   * What becomes of the access log when the stack goes.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly accessLogRemovalPolicy?: RemovalPolicy;
}
