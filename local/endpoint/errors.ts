import { SluiceError } from '../errors';

/** Every code of {@link EndpointError}, with what it means and what to do. */
export const ENDPOINT_ERRORS = {
  ENDPOINT_PORT_TAKEN: 'The port of the AWS endpoint is in use. Stop what uses it, or choose another by --aws-port.',
  ENDPOINT_CANNOT_LISTEN:
    'The AWS endpoint cannot listen at this host and port. The cause tells why; choose others by --host and --aws-port.',
  ENDPOINT_UNASKED:
    'A service of the runtime answered a call without asking whether the caller may make it. This is a defect of Sluice: report it.',
} as const;

export type EndpointErrorCode = keyof typeof ENDPOINT_ERRORS;

/** The AWS endpoint cannot do its work; `position` is `host:port`, or the service. */
export class EndpointError extends SluiceError {
  public constructor(
    public override readonly code: EndpointErrorCode,
    message: string,
    position?: string,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}
