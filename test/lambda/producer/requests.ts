import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A request as API Gateway hands it to a function, out of what a test cares about. */
export function proxyEvent(part: {
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly headers?: { readonly [name: string]: string };
  readonly pathParameters?: { readonly [name: string]: string };
  readonly query?: { readonly [name: string]: string };
  readonly identity?: { readonly [name: string]: string | null };
  readonly authorizer?: object;
}): APIGatewayProxyEvent {
  const headers = part.headers ?? { 'Content-Type': 'application/json', Host: 'api.example.com' };
  return {
    resource: '/proxy/events',
    path: '/proxy/events',
    httpMethod: 'POST',
    headers: { ...headers },
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: part.query === undefined ? null : { ...part.query },
    multiValueQueryStringParameters: null,
    pathParameters: part.pathParameters === undefined ? null : { ...part.pathParameters },
    stageVariables: null,
    body: part.body ?? null,
    isBase64Encoded: part.isBase64Encoded ?? false,
    requestContext: {
      accountId: '111122223333',
      apiId: 'a1b2c3d4e5',
      protocol: 'HTTP/1.1',
      httpMethod: 'POST',
      path: '/v1/proxy/events',
      stage: 'v1',
      requestId: 'f0e1d2c3-caller-may-set',
      extendedRequestId: 'EXT-ID=',
      requestTime: '02/Jan/2026:12:00:00 +0000',
      requestTimeEpoch: Date.UTC(2026, 0, 2, 12),
      resourceId: 'abc123',
      resourcePath: '/proxy/events',
      authorizer: part.authorizer,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '192.0.2.7',
        user: null,
        userAgent: 'tests',
        userArn: null,
        ...part.identity,
      },
    } as APIGatewayProxyEvent['requestContext'],
  };
}
