import type { Evaluation } from './evaluation';
import { describe, isList, isRecord, type Json, type JsonRecord, tryText } from './json';

const SSM_TYPE = /^AWS::SSM::Parameter::Value<(.+)>$/;

/** The type of the value itself: of `AWS::SSM::Parameter::Value<T>` it is T. */
function valueType(declaration: JsonRecord): string {
  const type = tryText(declaration.Type) ?? 'String';
  return SSM_TYPE.exec(type)?.[1] ?? type;
}

/** Whether the given value is the name of an SSM parameter whose value counts. */
export function isSsmParameter(declaration: Json): boolean {
  return isRecord(declaration) && SSM_TYPE.test(tryText(declaration.Type) ?? '');
}

/** The value given, or the default; undefined where there is neither. */
export function givenValue(declaration: Json, given: string | undefined): string | undefined {
  if (given !== undefined) return given;
  const fallback = isRecord(declaration) ? declaration.Default : undefined;
  return isList(fallback) ? fallback.flatMap((item) => tryText(item) ?? []).join(',') : tryText(fallback);
}

/** What `Ref` to a parameter gives: text, or a list of texts for the list types. */
export function parameterValue(declaration: Json, text: string): Json {
  const type = isRecord(declaration) ? valueType(declaration) : 'String';
  const isListType = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isListType ? text.split(',').map((item) => item.trim()) : text;
}

// The patterns are Java's. One that JavaScript cannot read is not checked: AWS will, and a default is likely legal.
function matchesPattern(text: string, pattern: Json): boolean {
  try {
    return new RegExp(`^(?:${tryText(pattern) ?? ''})$`).test(text);
  } catch {
    return true;
  }
}

type Constraint = (text: string, limit: Json) => boolean;

// Those of the template reference, section Parameters. Lengths count characters; values compare as numbers.
const CONSTRAINTS: ReadonlyMap<string, Constraint> = new Map<string, Constraint>([
  ['AllowedValues', (text, limit) => isList(limit) && limit.map(tryText).includes(text)],
  ['AllowedPattern', matchesPattern],
  ['MinLength', (text, limit) => text.length >= Number(limit)],
  ['MaxLength', (text, limit) => text.length <= Number(limit)],
  ['MinValue', (text, limit) => Number(text) >= Number(limit)],
  ['MaxValue', (text, limit) => Number(text) <= Number(limit)],
]);

/** Refuses a value that its declaration does not allow; a NoEcho value is not quoted. */
export function checkConstraints(declaration: Json, text: string, at: Evaluation): void {
  if (!isRecord(declaration) || isSsmParameter(declaration)) return;
  const shown = tryText(declaration.NoEcho) === 'true' ? 'a value that is not shown' : describe(text);
  if (valueType(declaration) === 'Number' && (text.trim() === '' || Number.isNaN(Number(text)))) {
    throw at.fail('INVALID_PARAMETER', `must be a number, got ${shown}`);
  }
  for (const [name, holds] of CONSTRAINTS) {
    const limit = declaration[name];
    const values = name.startsWith('Allowed')
      ? [parameterValue(declaration, text)].flat().map((item) => tryText(item) ?? '')
      : [text];
    if (limit === undefined || values.every((value) => holds(value, limit))) continue;
    throw at.fail('INVALID_PARAMETER', `must satisfy ${name} ${describe(limit)}, got ${shown}`);
  }
}
