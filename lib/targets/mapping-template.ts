import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PLACE = /\{\{(\w+)\}\}/g;

/**
 * Reads the mapping template `file` of this folder and puts `values` at its marked places (`{{name}}`). Whole-line
 * comments stay in the file: API Gateway would drop them at every request. Throws for a place without a value and a
 * value without a place.
 */
export function mappingTemplate(file: string, values: { readonly [place: string]: string } = {}): string {
  const used = new Set<string>();
  const text = readFileSync(join(__dirname, file), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('##'))
    .join('\n')
    .replace(PLACE, (_, place: string) => {
      const value = values[place];
      if (value === undefined) throw new Error(`mapping template '${file}' has no value for its place '{{${place}}}'`);
      used.add(place);
      return value;
    });
  const unused = Object.keys(values).find((place) => !used.has(place));
  if (unused !== undefined) throw new Error(`mapping template '${file}' has no place '{{${unused}}}'`);
  return text.trimEnd();
}
