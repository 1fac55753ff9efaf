import { textOf } from '../java/text';
import { defineType, JavaException, JavaObject, type JavaType, type MethodRow, type Value } from '../java/value';
import { parseJson } from '../json/parse';

/** `$util` */
export class UtilVariable extends JavaObject {
  public override get type(): JavaType {
    return UTIL;
  }

  public override toText(): string {
    return '{}';
  }
}

const UTIL_METHODS: readonly MethodRow<UtilVariable>[] = [
  ['escapeJavaScript', ['Object'], (_, [text]) => escapeJavaScript(argument(text))],
  ['parseJson', ['Object'], (_, [text]) => (text === '' ? '' : parseJson(argument(text)))],
  ['urlEncode', ['Object'], (_, [text]) => urlEncode(argument(text))],
  ['urlDecode', ['Object'], (_, [text]) => urlDecode(argument(text))],
  ['base64Encode', ['Object'], (_, [text]) => base64Encode(argument(text))],
  ['base64Decode', ['Object'], (_, [text]) => Buffer.from(argument(text), 'base64').toString('utf8')],
];

const UTIL: JavaType = defineType('Util', [], UTIL_METHODS);

/** What `escapeJavaScript` looks at. */
const ESCAPED = /[^ !#-&(-.0-[\]-~]/;
const ESCAPED_ALL = new RegExp(ESCAPED.source, 'g');

const SHORT: { readonly [char: string]: string } = {
  '\b': '\\b',
  '\n': '\\n',
  '\t': '\\t',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
};

/** Java's `toString()` of whatever is passed: base64Encode of a map encodes `{k=v}`. */
function argument(value: Value | undefined): string {
  return value === undefined || value === null ? '' : textOf(value);
}

const scratch = Buffer.allocUnsafeSlow(1 << 14);

/** Base64 of the text in UTF-8, by way of a buffer kept for it where it fits: a code unit has 3 bytes at most. */
function base64Encode(text: string): string {
  if (text.length * 3 > scratch.length) return Buffer.from(text, 'utf8').toString('base64');
  return scratch.toString('base64', 0, scratch.write(text, 0, 'utf8'));
}

/** commons-lang 2's `StringEscapeUtils.escapeJavaScript`. */
function escapeJavaScript(text: string): string {
  if (!ESCAPED.test(text)) return text;
  return text.replace(ESCAPED_ALL, (char) => {
    if (char === '\u007f') return char;
    return SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}

/** `URLEncoder.encode` in UTF-8. A lone surrogate becomes `?`. */
function urlEncode(text: string): string {
  const wellFormed = text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (char) =>
    char.length === 2 ? char : '?',
  );
  return encodeURIComponent(wellFormed)
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+');
}

/** `URLDecoder.decode` in UTF-8. */
function urlDecode(text: string): string {
  return text.replace(/\+/g, ' ').replace(/(?:%[\s\S]{0,2})+/g, (run) => {
    const codes = run.split('%').slice(1);
    if (codes.some((code) => !/^[0-9a-fA-F]{2}$/.test(code))) {
      throw new JavaException(
        'IllegalArgumentException',
        `URLDecoder: Illegal hex characters in escape (%) pattern - ${run}`,
      );
    }
    return Buffer.from(codes.join(''), 'hex').toString('utf8');
  });
}
