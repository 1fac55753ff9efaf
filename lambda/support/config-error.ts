/** A function that cannot run as it is configured. Its message holds nothing of an event. */
export class ConfigError<Code extends string> extends Error {
  public override readonly name = 'ConfigError';

  /** @param code Of the closed set of each function */
  public constructor(
    public readonly code: Code,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options);
  }
}
