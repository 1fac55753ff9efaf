import { JavaCollection, JavaList, JavaMap } from '../java/collections';
import { isNumber, JavaDouble } from '../java/numbers';
import { textOf } from '../java/text';
import { JavaObject, type Value } from '../java/value';

/** What json-smart escapes: quotes and backslashes, controls, U+007F to U+009F and U+2000 to U+20FF. */
const ESCAPED = /[^ !#-[\]-~\u00a0-\u1fff\u2100-\uffff]/;
const ESCAPED_ALL = new RegExp(ESCAPED.source, 'g');
const SHORT: { readonly [char: string]: string } = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** JSON as json-smart writes it: compact, non-ASCII and `/` as they are, numbers as Java prints them. */
export function writeJson(value: Value): string {
  if (typeof value === 'string') return writeString(value);
  if (value instanceof JavaMap) return value.source?.text ?? writeMap(value);
  if (value instanceof JavaList) return value.source?.text ?? writeItems(value.items);
  if (value instanceof JavaCollection) return writeItems(value.items);
  if (value instanceof JavaDouble && !Number.isFinite(value.value)) return 'null';
  return value instanceof JavaObject && !isNumber(value) ? writeString(textOf(value)) : textOf(value);
}

function writeMap(map: JavaMap): string {
  let text = '{';
  for (let index = 0; index < map.size; index++) {
    if (index > 0) text += ',';
    text += `${writeString(textOf(map.keyAt(index)))}:${writeJson(map.valueAt(index))}`;
  }
  return `${text}}`;
}

function writeItems(items: readonly Value[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index++) text += (index > 0 ? ',' : '') + writeJson(items[index] ?? null);
  return `${text}]`;
}

function writeString(text: string): string {
  return ESCAPED.test(text) ? `"${text.replace(ESCAPED_ALL, escapeChar)}"` : `"${text}"`;
}

function escapeChar(char: string): string {
  return SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
