import { compile, type StepConfig } from '../../../lambda/transform/config';
import type { Json } from '../../../lambda/transform/json';
import { transformed } from './records';

export const KEY = Buffer.from('a key of more than fourteen bytes');

/** What one event becomes by steps: its text, or the reason it was failed for. */
export function through(steps: readonly StepConfig[], event: Json | Uint8Array): string {
  const surroundings = { hmacKey: () => KEY, loadValidator: () => () => true };
  return transformed(compile({ version: 1, steps }, surroundings), event);
}
