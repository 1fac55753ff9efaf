import { AwsFault } from './fault';
import type { ListShape, Members, Shape, TextShape } from './shape';

/** AWS names ten and stops. */
const MAX_ERRORS = 10;

const PATTERNS = new Map<string, RegExp>();

/**
 * Holds an input to the constraints of its shape.
 *
 * @param members The shape
 * @param input As `deserialize` gave it
 * @throws AwsFault ValidationException, naming every constraint that is broken, as AWS words it
 */
export function validate(members: Members, input: Readonly<Record<string, unknown>>): void {
  const errors: string[] = [];
  checkMembers(members, input, '', errors);
  if (errors.length === 0) return;
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`;
  throw new AwsFault('ValidationException', `${count} detected: ${errors.join('; ')}`);
}

function checkMembers(
  members: Members,
  input: Readonly<Record<string, unknown>>,
  parent: string,
  errors: string[],
): void {
  for (const name in members) {
    if (errors.length >= MAX_ERRORS) return;
    const shape = members[name];
    if (shape !== undefined) check(shape, input[name], name, parent, errors);
  }
}

function check(shape: Shape, value: unknown, name: string, parent: string, errors: string[]): void {
  if (value === undefined) {
    if (shape.required) report(errors, 'Member must not be null', shape, value, name, parent);
    return;
  }
  switch (shape.type) {
    case 'String':
      if (typeof value === 'string') checkText(shape, value, name, parent, errors);
      return;
    case 'Integer':
    case 'Long':
      if (typeof value !== 'number') return;
      if (shape.min !== undefined && value < shape.min) {
        report(errors, `Member must have value greater than or equal to ${shape.min}`, shape, value, name, parent);
      }
      if (shape.max !== undefined && value > shape.max) {
        report(errors, `Member must have value less than or equal to ${shape.max}`, shape, value, name, parent);
      }
      return;
    case 'Blob':
      if (Buffer.isBuffer(value)) checkLength(shape, value.length, value, name, parent, errors);
      return;
    case 'List':
      if (Array.isArray(value)) checkList(shape, value, name, parent, errors);
      return;
    case 'Structure':
      checkMembers(shape.members, value as Record<string, unknown>, `${parent}${lowerFirst(name)}.`, errors);
      return;
    default:
  }
}

function checkText(shape: TextShape, value: string, name: string, parent: string, errors: string[]): void {
  if (shape.values !== undefined && !shape.values.includes(value)) {
    const values = `[${shape.values.join(', ')}]`;
    report(errors, `Member must satisfy enum value set: ${values}`, shape, value, name, parent);
  }
  if (shape.pattern !== undefined && !patternOf(shape.pattern).test(value)) {
    report(errors, `Member must satisfy regular expression pattern: ${shape.pattern}`, shape, value, name, parent);
  }
  checkLength(shape, value.length, value, name, parent, errors);
}

function checkList(shape: ListShape, value: readonly unknown[], name: string, parent: string, errors: string[]): void {
  checkLength(shape, value.length, value, name, parent, errors);
  const path = `${parent}${lowerFirst(name)}.`;
  for (let i = 0; i < value.length && errors.length < MAX_ERRORS; i++) {
    check(shape.of, value[i], 'member', `${path}${i + 1}.`, errors);
  }
}

function checkLength(
  shape: { readonly min?: number; readonly max?: number } & Shape,
  length: number,
  value: unknown,
  name: string,
  parent: string,
  errors: string[],
): void {
  if (shape.min !== undefined && length < shape.min) {
    report(errors, `Member must have length greater than or equal to ${shape.min}`, shape, value, name, parent);
  }
  if (shape.max !== undefined && length > shape.max) {
    report(errors, `Member must have length less than or equal to ${shape.max}`, shape, value, name, parent);
  }
}

function report(
  errors: string[],
  constraint: string,
  shape: Shape,
  value: unknown,
  name: string,
  parent: string,
): void {
  if (errors.length >= MAX_ERRORS) return;
  const text = value === undefined ? 'null' : `'${javaText(shape, value)}'`;
  errors.push(`Value ${text} at '${parent}${lowerFirst(name)}' failed to satisfy constraint: ${constraint}`);
}

/** How Java prints the value. */
function javaText(shape: Shape, value: unknown): string {
  if (Buffer.isBuffer(value)) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  if (shape.type === 'List' && Array.isArray(value)) {
    return `[${value.map((element) => shape.elementText ?? String(element)).join(', ')}]`;
  }
  return String(value);
}

function patternOf(source: string): RegExp {
  let pattern = PATTERNS.get(source);
  if (pattern === undefined) {
    pattern = new RegExp(`^(?:${source})$`);
    PATTERNS.set(source, pattern);
  }
  return pattern;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
