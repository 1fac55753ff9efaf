import { JavaDouble, parseBigDecimal } from '../java/numbers';
import type { Value } from '../java/value';

/** json-smart's rule: up to 18 characters a double, longer a BigDecimal. */
export function parseFloatingPoint(text: string): Value {
  return (text.length > 18 ? parseBigDecimal(text) : undefined) ?? new JavaDouble(Number(text));
}
