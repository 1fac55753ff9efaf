import { SluiceError } from '../errors';

/** Every code of {@link GatewayError}, with what it means and what to do. */
export const GATEWAY_ERRORS = {
  GATEWAY_NO_API: 'The deployment has no REST API with a stage. Name a stage or a template that has one.',
  GATEWAY_BROKEN_RESOURCE_TREE:
    'A resource or method names a parent or resource that the API does not have. Correct ParentId or ResourceId.',
  GATEWAY_DUPLICATE_METHOD: 'Two methods of the API serve the same verb and path. Remove one.',
  GATEWAY_UNKNOWN_REFERENCE:
    'A method names an authorizer, validator or model that the API does not have. Correct the reference.',
  GATEWAY_INVALID_POLICY: 'A policy cannot be evaluated. Correct the element that the cause names.',
  GATEWAY_INVALID_MODEL: 'A model is no JSON Schema of draft 4, or refers to one that is missing. Correct its Schema.',
  GATEWAY_INVALID_TEMPLATE: 'A mapping template cannot be compiled. Correct it at the position that the cause names.',
  GATEWAY_INVALID_MAPPING:
    'A parameter mapping is none that API Gateway accepts. Map integration.request.* from method.request.*, context.*, stageVariables.* or a quoted text.',
  GATEWAY_INVALID_PATTERN: 'A selection pattern or validation expression is no Java regular expression. Correct it.',
  GATEWAY_INVALID_INTEGRATION: 'An integration lacks or contradicts what its type needs. Correct the member it names.',
  GATEWAY_INVALID_AUTHORIZER: 'An authorizer lacks or contradicts what its type needs. Correct the member it names.',
  GATEWAY_INVALID_GATEWAY_RESPONSE:
    'A gateway response has a type, status or header that API Gateway refuses. Correct the member it names.',
  GATEWAY_INVALID_STAGE: 'A stage or one of its method settings cannot be read. Correct the member it names.',
  GATEWAY_INVALID_QUOTAS:
    'The quotas file is not JSON or holds what is no quota. It looks like {"apiGateway":{"rateLimit":20000,"burstLimit":10000}}.',
  GATEWAY_INVALID_KEY_SET: 'A key set is no JSON Web Key Set with RSA keys. Remove the file to have a new one made.',
  GATEWAY_ADDRESS_IN_USE: 'The port is taken. Choose another with --port, or 0 for a free one.',
  GATEWAY_CANNOT_LISTEN: 'The address cannot be listened on. Choose another with --host and --port.',
} as const;

export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS;

/** What keeps the gateway from serving a deployment: raised at start, never by a request. */
export class GatewayError extends SluiceError {
  public constructor(
    public override readonly code: GatewayErrorCode,
    message: string,
    position: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
