/** XML elements by name: text, nested ones, or several of one name. */
export interface Elements {
  readonly [name: string]: string | number | boolean | Elements | readonly Elements[] | undefined;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A document of S3. @param content What its root holds @param plain Without a namespace, as S3's errors are */
export function xmlDocument(root: string, content: Elements | string, plain = false): Buffer {
  const attributes = plain ? '' : ` xmlns="${NAMESPACE}"`;
  return Buffer.from(
    `${DECLARATION}<${root}${attributes}>${typeof content === 'string' ? escapeXml(content) : print(content)}</${root}>`,
  );
}

function print(elements: Elements): string {
  return Object.entries(elements)
    .map(([name, value]) => {
      if (value === undefined) return '';
      const items = Array.isArray(value)
        ? (value as readonly Elements[])
        : [value as Exclude<typeof value, readonly Elements[]>];
      return items
        .map((item) => `<${name}>${typeof item === 'object' ? print(item) : escapeXml(String(item))}</${name}>`)
        .join('');
    })
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Carriage returns would be read back as newlines. Other control characters have no place in XML 1.0. */
function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (character) => `&#${character.codePointAt(0)};`);
}
