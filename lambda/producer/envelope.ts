import type { APIGatewayProxyEvent } from 'aws-lambda';

/** Where an event came from: what is stored beside it. */
export interface Meta {
  /** When API Gateway took the request, as ISO 8601 in UTC. */
  readonly receivedAt: string;
  /** API Gateway's extended id of the request. */
  readonly requestId: string;
  /** Address that the request came from. */
  readonly source: string | null;
  /** Who sent it: the authorizer's principal, the subject of a token, the ARN of an IAM principal, the id of an API key. */
  readonly principal: string | null;
  /** Version of the events' schema, as the construct was told. */
  readonly schemaVersion: string | null;
}

export function metaOf({ requestContext }: APIGatewayProxyEvent, schemaVersion: string | null): Meta {
  const { extendedRequestId, requestTimeEpoch, identity, authorizer } = requestContext;
  const principals = [authorizer?.principalId, authorizer?.claims?.sub, identity?.userArn, identity?.apiKeyId];
  return {
    receivedAt: new Date(requestTimeEpoch).toISOString(),
    requestId: extendedRequestId ?? '',
    source: identity?.sourceIp ?? null,
    principal: principals.find((one): one is string => typeof one === 'string' && one !== '') ?? null,
    schemaVersion,
  };
}

/** The event in its envelope, as compact JSON. @param event Compact JSON: its text is taken over as it is */
export function enveloped(meta: Meta, event: string): string {
  return `{"meta":${JSON.stringify(meta)},"event":${event}}`;
}
