export type HeaderPair = readonly [name: string, value: string];

/** An HTTP request as it came, headers and URL untouched. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query string as on the wire: `/v1/events?x=1`. */
  readonly url: string;
  /** Names and values in turn, as node's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Id of the VPC endpoint it came through; undefined from the internet. */
  readonly vpcEndpointId?: string;
  /** Such as `HTTP/1.1`. @default HTTP/1.1 */
  readonly protocol?: string;
}

export interface GatewayAnswer {
  readonly status: number;
  /** Without content-length, date and connection: those are the server's. */
  readonly headers: readonly HeaderPair[];
  readonly body: Buffer | string;
}
