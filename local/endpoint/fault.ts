/** An answer in AWS's error shape on its way up: code, text and HTTP status. */
export class AwsFault extends Error {
  /** @param code `ResourceNotFoundException`; stands in `__type` */
  public constructor(
    public readonly code: string,
    message?: string,
    public readonly status: number = 400,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = code;
  }
}
