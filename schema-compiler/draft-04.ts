import { FORMATS } from './formats';

/** How schemas are read, wherever this project reads them: as API Gateway reads a model. */
export const DRAFT_4_OPTIONS = {
  // As AWS: what a schema does not know is passed over, and one error is enough.
  strict: false,
  allErrors: false,
  // `__proto__` and `constructor` in a body are names like any other.
  ownProperties: true,
  validateFormats: true,
  formats: FORMATS,
  unicodeRegExp: false,
  logger: false,
} as const;
