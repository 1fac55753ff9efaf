import type { Exchange } from '../exchange';
import type { IntegrationRequest } from '../mapping/integration-request';
import type { GatewayAnswer, HeaderPair } from '../message';

/** What came back from behind the gateway. */
export interface BackendAnswer {
  readonly status: number;
  readonly headers: readonly HeaderPair[];
  readonly body: Buffer | string;
  /** What selection patterns are matched against: the status, or a function's error message. */
  readonly selectionValue: string;
}

/** The far side of an integration whose requests and responses are mapped. */
export interface Backend {
  /** @param body After the request template; undefined where the method has none to send */
  call(exchange: Exchange, request: IntegrationRequest, body: Buffer | string): Promise<BackendAnswer> | BackendAnswer;
}

/** The last step of a method. Ends in an answer or a `Refusal`. */
export interface Integration {
  run(exchange: Exchange): Promise<GatewayAnswer>;
}
