import { Token } from 'aws-cdk-lib';

/** What the handler's reader takes: `$`, then `.name`, `['any name']`, `[0]`, `[*]`, `.*`, and `..` before one of them. */
const SEGMENT = String.raw`(?:\.(?:\*|[\p{L}\p{N}_$-]+)|\[(?:\*|\d{1,9}|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\])`;
const PATH = new RegExp(String.raw`^\$${SEGMENT}*(?:(?:\.(?=\.)|\.\.(?=\[))${SEGMENT}+)?$`, 'su');
const PLACE = new RegExp(String.raw`^\$${SEGMENT}*$`, 'su');

/** Throws unless `path` leads into an event. */
export function checkPath(prop: string, path: string): void {
  if (isLiteral(prop, path) && PATH.test(path)) return;
  throw new Error(`'${prop}' must be a path such as $.user.email, $.items[*].price or $..email, got '${path}'`);
}

/** Throws unless `path` leads to known places: one that may be anywhere cannot be missing. */
export function checkPlace(prop: string, path: string): void {
  if (isLiteral(prop, path) && PLACE.test(path)) return;
  throw new Error(`'${prop}' must be a path such as $.user.id or $.items[*].id, without '..', got '${path}'`);
}

function isLiteral(prop: string, path: string): boolean {
  if (!Token.isUnresolved(path)) return true;
  throw new Error(`'${prop}' must be known at synth, got a token: it becomes a part of the function`);
}
