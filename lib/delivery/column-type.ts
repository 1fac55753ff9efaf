import { Token } from 'aws-cdk-lib';
import type { TableColumn } from './delivery-format';

/** Hive types without parameters that Athena and Firehose's conversion both know. */
const PLAIN = new Set(
  'boolean tinyint smallint int integer bigint float double string binary date timestamp'.split(' '),
);
const PARAMETERS = /^(?:decimal\(\d{1,2}(?:,\d{1,2})?\)|(?:char|varchar)\(\d{1,5}\))$/;
const NESTED = /^(array|map|struct)<(.*)>$/;
const NAME = /^[a-z_][a-z0-9_]*$/;

/** Throws unless the columns have legal, distinct names and Hive types. */
export function checkColumns(columns: TableColumn[]): void {
  if (columns.length === 0) {
    throw new Error("'columns' must name at least one column, got none: name what the conversion is to keep");
  }
  const seen = new Set<string>();
  for (const { name, dataType } of columns) {
    if (!Token.isUnresolved(name) && !NAME.test(name)) {
      throw new Error(`'columns' must have names of lower case, digits and underscores, got '${name}'`);
    }
    if (seen.has(name)) throw new Error(`'columns' must have distinct names, got '${name}' twice`);
    seen.add(name);
    if (Token.isUnresolved(dataType) || isHiveType(dataType)) continue;
    throw new Error(
      `'columns' must have Hive types such as string, bigint, decimal(10,2) or struct<a:int>, got '${dataType}' for '${name}'`,
    );
  }
}

function isHiveType(type: string): boolean {
  const text = type.replace(/\s/g, '');
  if (PLAIN.has(text) || PARAMETERS.test(text)) return true;
  const [, kind, inner] = NESTED.exec(text) ?? [];
  if (kind === undefined || inner === undefined) return false;
  const parts = splitAtTopLevel(inner);
  if (kind === 'array') return parts.length === 1 && parts.every(isHiveType);
  if (kind === 'map') return parts.length === 2 && parts.every(isHiveType);
  return parts.every((part) => {
    const colon = part.indexOf(':');
    return NAME.test(part.slice(0, colon)) && isHiveType(part.slice(colon + 1));
  });
}

/** Splits at commas that stand in no bracket. */
function splitAtTopLevel(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if ('<('.includes(character)) depth++;
    if ('>)'.includes(character)) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
