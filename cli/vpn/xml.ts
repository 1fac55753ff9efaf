/** An element of a document without mixed content: either children or text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const ENTITIES: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<\/([\w.:-]+)\s*>|<([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*"[^"]*")*)\s*(\/?)>|([^<]+)/gy;

interface OpenElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads the little XML that machines write: elements, attributes in double quotes, text, comments. A document type is
 * refused, and with it every entity but the five of XML itself. Throws with no more than a position: text may be secret.
 */
export function parseXml(source: string): XmlElement {
  const root: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const open: OpenElement[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(source);
    const parent = open.at(-1);
    if (token === null || parent === undefined) throw new Error(`not XML at character ${at + 1}`);
    const [, closing, opening, attributes = '', empty, text] = token;
    if (text !== undefined) parent.text += decode(text, at);
    if (opening !== undefined) {
      const element: OpenElement = { name: opening, attributes: attributesOf(attributes, at), children: [], text: '' };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
    if (closing !== undefined) {
      if (parent.name !== closing || open.length === 1)
        throw new Error(`unexpected </${closing}> at character ${at + 1}`);
      open.pop();
    }
  }
  const [element, ...others] = root.children;
  if (element === undefined || others.length > 0 || open.length > 1 || root.text.trim() !== '') {
    throw new Error('not one XML element with all its ends');
  }
  return element;
}

/** The text of the element at `path` below `element`, trimmed; undefined where there is none or it is empty. */
export function textAt(element: XmlElement, ...path: string[]): string | undefined {
  const found = path.reduce<XmlElement | undefined>(
    (parent, name) => parent?.children.find((child) => child.name === name),
    element,
  );
  return found?.text.trim() || undefined;
}

function attributesOf(source: string, at: number): { [name: string]: string } {
  const pairs = [...source.matchAll(/([\w.:-]+)\s*=\s*"([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, decode(value, at)]));
}

function decode(text: string, at: number): string {
  return text.replace(/&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));?/g, (_, decimal, hexadecimal, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`unknown entity in the text at character ${at + 1}`);
    return character;
  });
}
