/**
 * Keys as paths, one to one, so that a person finds an object where its key says.
 *
 * Every segment stands for itself, but for what a file system cannot hold: characters that are percent-encoded, and
 * three marks that no encoded character begins with. `%_` is an empty segment, `%+` at the end of a name says that the
 * segment goes on in the next one, `%file` that this is the object `a` beside the folder `a` of other objects.
 */
const EMPTY = '%_';
const CONTINUED = '%+';
export const BESIDE_FOLDER = '%file';

/** Longest name, in bytes, with room for a mark; file systems take 255. */
const MAX_NAME = 200;

/** Names that are no folder or file of their own, and characters that some file system refuses in names. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f%\\:*?"<>|]|^\.{1,2}$/g;

/** Names of folders, and last that of the file. */
export function namesOf(key: string): string[] {
  return key.split('/').flatMap((segment) => (segment === '' ? [EMPTY] : namesOfSegment(segment)));
}

/** The key that names make; undefined where no key gives these names. */
export function tryKey(names: readonly string[]): string | undefined {
  let key = '';
  names.forEach((name, index) => {
    const last = index === names.length - 1;
    const marked = last && name.endsWith(BESIDE_FOLDER) ? name.slice(0, -BESIDE_FOLDER.length) : name;
    const continued = marked.endsWith(CONTINUED);
    const text = marked === EMPTY ? '' : continued ? marked.slice(0, -CONTINUED.length) : marked;
    key += decode(text) + (continued || last ? '' : '/');
  });
  const plain = [...names];
  const last = plain.pop() ?? '';
  plain.push(last.endsWith(BESIDE_FOLDER) ? last.slice(0, -BESIDE_FOLDER.length) : last);
  return namesOf(key).join('/') === plain.join('/') ? key : undefined;
}

function namesOfSegment(segment: string): string[] {
  const names: string[] = [];
  let name = '';
  let length = 0;
  for (const character of segment.replace(UNSAFE, encode)) {
    const bytes = Buffer.byteLength(character);
    // An encoded character is not torn apart.
    if (length + bytes > MAX_NAME && !/%[0-9A-F]?$/.test(name)) {
      names.push(name + CONTINUED);
      name = '';
      length = 0;
    }
    name += character;
    length += bytes;
  }
  return [...names, name];
}

function encode(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function decode(text: string): string {
  return text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
