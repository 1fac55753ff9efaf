import { malformedXml } from './fault';

/** An element of a document: text, or elements in it. */
export interface XmlElement {
  readonly name: string;
  /** Between its tags, less what its children hold. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** An open tag, a close tag, or text. What S3's clients send has no comments, sections or instructions. */
const TOKEN =
  /<([A-Za-z][\w.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>|<\/([A-Za-z][\w.-]*)\s*>|([^<]+)/gy;
const PROLOGUE = /^\ufeff?\s*(?:<\?xml[^?>]*\?>)?\s*/;
/** Requests of S3 are three deep. */
const MAX_DEPTH = 8;

const ENTITIES = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }));

/** The root of a document. @throws S3Fault `MalformedXML` */
export function readXml(document: Buffer): XmlElement {
  const text = document.toString().replace(PROLOGUE, '').trimEnd();
  const top = { name: '', text: '', children: [] as XmlElement[] };
  const open = [top];
  let end = 0;
  for (const { 0: token, 1: opened, 2: isEmpty, 3: closed, 4: content, index } of text.matchAll(TOKEN)) {
    const at = open.at(-1) ?? top;
    end = index + token.length;
    if (opened !== undefined) {
      const element = { name: opened, text: '', children: [] };
      at.children.push(element);
      if (isEmpty === '') open.push(element);
      if (open.length > MAX_DEPTH) throw malformedXml();
    } else if (closed !== undefined) {
      if (at === top || at.name !== closed) throw malformedXml();
      open.pop();
    } else {
      at.text += plainText(content ?? '');
    }
  }
  const [root] = top.children;
  if (end < text.length || open.length > 1 || top.text !== '' || root === undefined || top.children.length > 1) {
    throw malformedXml();
  }
  return root;
}

function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/&([^;&]*)(;?)/g, (_, name: string, end: string) => {
    const character = ENTITIES.get(name) ?? tryCharacter(name);
    if (end === '' || character === undefined) throw malformedXml();
    return character;
  });
}

/** `#65` or `#x41` */
function tryCharacter(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal ?? '') : Number.parseInt(hex, 16);
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  return code > 0 && code <= 0x10ffff && !isHalf ? String.fromCodePoint(code) : undefined;
}
