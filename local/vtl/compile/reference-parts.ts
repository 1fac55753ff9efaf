import type { ReferenceNode } from '../syntax/ast';
import { literalBetween } from '../syntax/token';

/** What the tokens of a reference say beside its accesses. */
export interface ReferenceParts {
  readonly root: string;
  /** An odd number of `\` stands before it: written as text. */
  readonly escaped: boolean;
  /** The backslashes to write. */
  readonly escapes: string;
  /** What stood before the last `$`, as in `$$x`. */
  readonly prefix: string;
  /** What stands for it where it has no value. */
  readonly nullText: string;
  /** No reference after all: its text is written and the rest dropped. */
  readonly runt: boolean;
  /** False where an escape within makes it no value, as in `$\!x`. */
  readonly computable: boolean;
}

/** ASTReference.getRoot of Velocity 1.7. Strips the escapes from the first token, as it does. */
export function referenceParts(node: ReferenceNode): ReferenceParts {
  const token = node.first;
  if (token.image.includes('\\!')) {
    const root = withoutBang(token.image);
    return { root, escaped: false, escapes: '', prefix: '', nullText: root, runt: false, computable: false };
  }
  const slashes = /^\\*/.exec(token.image)?.[0].length ?? 0;
  const escaped = slashes % 2 === 1;
  const escapes = '\\'.repeat(Math.floor(slashes / 2));
  token.image = token.image.slice(slashes);
  const dollar = Math.max(0, token.image.lastIndexOf('$'));
  const prefix = token.image.slice(0, dollar);
  token.image = token.image.slice(dollar);
  const { image } = token;
  const literal = literalBetween(node.first, node.last);
  const nullText = image.startsWith('$!') && !escaped ? '' : literal;
  const name = token.next?.image ?? '';
  const root = image === '${' || image.startsWith('$!{') ? name : image.replace(/^\$!?/, '');
  return { root, escaped, escapes, prefix, nullText, runt: !image.startsWith('$'), computable: true };
}

/** `$\!x`: one backslash fewer. */
function withoutBang(image: string): string {
  const dollar = image.indexOf('$');
  if (dollar < 0) return image;
  const start = image.indexOf('\\', dollar);
  const count = /^\\*/.exec(image.slice(start))?.[0].length ?? 0;
  return image.slice(0, start + count - 1) + image.slice(start + count);
}
