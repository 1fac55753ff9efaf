import { VtlError } from '../errors';
import type { Evaluate } from '../runtime/rendering';
import type { LiteralNode } from '../syntax/ast';
import type { Compiler } from './compiler';

/**
 * Compiles a string. One in double quotes is a template of its own where it holds `$` or `#`; no backslash is an escape
 * but \uXXXX, and a doubled quote stands for one.
 */
export function compileString(compiler: Compiler, node: LiteralNode): Evaluate {
  const { image, offset } = node.first;
  const quote = image[0] ?? '"';
  const inner = image.slice(1, -1);
  const text = (quote === '"' ? unescapeUnicode(compiler, inner, offset) : inner).replaceAll(quote + quote, quote);
  if (quote !== '"' || !/[$#]/.test(image)) return () => text;
  // Velocity appends a space, so that a reference at the end is closed, and takes it off again.
  const open = text.includes('##');
  return compiler.nested(offset).compileText(open ? text : `${text} `, open ? 0 : 1);
}

function unescapeUnicode(compiler: Compiler, text: string, offset: number): string {
  return text.replace(/\\u(.{0,4})/gs, (_, digits: string) => {
    if (/^[0-9a-fA-F]{4}$/.test(digits)) return String.fromCharCode(Number.parseInt(digits, 16));
    throw new VtlError('SYNTAX', `'\\u${digits}' is no unicode escape`, compiler.locate(offset));
  });
}
