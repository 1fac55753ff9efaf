/** Why a record becomes no row. The codes are seen on AWS by the authors of floci. */
export class RowError extends Error {
  public constructor(
    public readonly code: 'DataFormatConversion.ParseError' | 'DataFormatConversion.MalformedData',
    message: string,
  ) {
    super(message);
  }
}
