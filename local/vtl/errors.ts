import { SluiceError } from '../errors';

/** Every error the VTL engine raises, with its remedy. */
export const VTL_ERRORS = {
  TEMPLATE_TOO_LARGE:
    'A template is larger than the 300 KB that API Gateway accepts; split it or move the work to a function',
  SYNTAX: 'The template is not valid VTL; correct it at the position given',
  INVALID_DIRECTIVE: 'A directive has arguments it cannot take; correct them at the position given',
  UNSUPPORTED_DIRECTIVE:
    '#include and #parse read files, which API Gateway does not offer; copy the text into the template',
  INVALID_JSON: 'The body begins like JSON and is not; send valid JSON (API Gateway answers 400)',
  INVALID_PATH: 'A JSONPath is not one that Jayway JsonPath accepts; correct the expression',
  METHOD_FAILED: 'A method called in the template threw, as it would in Java; guard the call or correct its arguments',
  OPERATION_FAILED: 'An operation has no result for these operands; guard it with #if',
  TOO_MANY_ITERATIONS: 'A #foreach runs past the 1,000 iterations that API Gateway allows; send smaller batches',
  MACRO_TOO_DEEP: 'Macros call each other more than 20 deep; end the recursion with #if',
  NESTING_TOO_DEEP: 'The template or a value is nested too deeply to be processed; flatten it',
  OUTPUT_TOO_LARGE:
    'The output or a text within the template passes the size limit; raise limits.outputLength or send less',
  TIME_EXCEEDED: 'Rendering takes longer than the time limit; raise limits.milliseconds or simplify the template',
  INTERNAL: 'A defect of the engine; report the template and the request',
} as const;

export type VtlErrorCode = keyof typeof VTL_ERRORS;

/** An error of the VTL engine. `position` is `name:line:column` of the template. */
export class VtlError extends SluiceError {
  constructor(
    public readonly code: VtlErrorCode,
    message: string,
    position: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, position, options);
  }
}

/** An error without a position yet; whoever knows the position turns it into a `VtlError`. */
export class UnplacedError extends Error {
  constructor(
    public readonly code: VtlErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Gives `error` the position `locate()` unless it has one; what is no error of ours becomes one. */
export function placeError(error: unknown, locate: () => string): VtlError {
  if (error instanceof VtlError) return error;
  if (error instanceof UnplacedError) return new VtlError(error.code, error.message, locate(), { cause: error.cause });
  if (error instanceof RangeError && /(?:string|array) length|BigInt/.test(error.message)) {
    return new VtlError('OUTPUT_TOO_LARGE', 'a text or list grows too large', locate(), { cause: error });
  }
  if (error instanceof RangeError) {
    return new VtlError('NESTING_TOO_DEEP', 'nested too deeply', locate(), { cause: error });
  }
  return new VtlError('INTERNAL', error instanceof Error ? error.message : String(error), locate(), { cause: error });
}
