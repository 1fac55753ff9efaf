/**
 * The base of every error the runtime raises on purpose. `code` is stable and listed in docs/errors.md;
 * `position` says where: a logical id, `file:line:column`, or a record index.
 */
export abstract class SluiceError extends Error {
  public abstract readonly code: string;

  protected constructor(
    message: string,
    public readonly position: string | undefined,
    options?: ErrorOptions,
  ) {
    super(position === undefined ? message : `${position}: ${message}`, options);
    this.name = new.target.name;
  }
}
