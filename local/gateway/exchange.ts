import type { Body } from '../body';
import type { Overrides } from '../vtl';
import type { MethodRuntime } from './api/method';
import type { Stage } from './api/stage';
import type { Caller } from './auth/caller';
import type { ParsedRequest } from './request/parsed-request';
import { NO_TEXTS, type Texts } from './request/texts';

/** `$context.error`: why the gateway itself answered. */
export interface ExchangeError {
  readonly message: string | null;
  readonly responseType: string;
  readonly validationErrorString: string | undefined;
}

/** `$context.integration`: how the call behind the gateway went. */
export interface IntegrationRecord {
  readonly status: number | undefined;
  /** The same, as functions behind a proxy integration name it. */
  readonly integrationStatus: number | undefined;
  /** Milliseconds. */
  readonly latency: number;
  readonly requestId: string | undefined;
  readonly error: string | undefined;
}

/** What an authorizer said of the caller. */
export interface AuthorizerRecord {
  readonly principalId?: string;
  /** `$context.authorizer.<key>` */
  readonly context: Texts;
  /** `$context.authorizer.claims.<key>` */
  readonly claims?: Texts;
  readonly usageIdentifierKey?: string;
}

/** One request on its way through a stage: what came, and what the steps found out. */
export class Exchange {
  /** Set once the route is known. */
  public route: MethodRuntime | undefined;
  public pathParameters: Texts = NO_TEXTS;
  public caller: Caller | undefined;
  public accessKeyId: string | undefined;
  public authorizer: AuthorizerRecord | undefined;
  public apiKey: { readonly id: string; readonly value: string } | undefined;
  public error: ExchangeError | undefined;
  public integration: IntegrationRecord | undefined;
  /** What the request template left, for the response template. */
  public overrides: Overrides | undefined;
  /** What a mapped integration sent on, and what came back, for those who trace it. */
  public sent: Body | undefined;
  public received: Body | undefined;
  public status = 0;
  public responseLength = 0;
  public responseLatency = 0;
  private arn: string | undefined;

  /**
   * @param startedAt Milliseconds since the epoch
   * @param stagePath The path below the stage, with its leading slash, as on the wire
   */
  public constructor(
    public readonly stage: Stage,
    public readonly request: ParsedRequest,
    public readonly stagePath: string,
    public readonly requestId: string,
    public readonly extendedRequestId: string,
    public readonly startedAt: number,
  ) {}

  /** What policies name: `arn:aws:execute-api:region:account:api/stage/VERB/path`. */
  public get methodArn(): string {
    this.arn ??= `${this.stage.executeApiArn}/${this.request.method}${this.stagePath === '' ? '/' : this.stagePath}`;
    return this.arn;
  }
}
