/** Lists of the JSON protocol, and the element each of their items is in XML. */
const ITEMS: ReadonlyMap<string, (action: string) => string> = new Map([
  ['Messages', () => 'Message'],
  ['QueueUrls', () => 'QueueUrl'],
  ['Successful', (action: string) => `${action}ResultEntry`],
  ['Failed', () => 'BatchResultErrorEntry'],
]);
/** Maps, and the element each of their entries is. */
const ENTRIES: ReadonlyMap<string, string> = new Map([
  ['Attributes', 'Attribute'],
  ['MessageAttributes', 'MessageAttribute'],
]);

/** The members of a result as XML. */
export function xmlResult(action: string, result: object): string {
  return Object.entries(result)
    .map(([name, value]: [string, unknown]) => {
      const item = ITEMS.get(name)?.(action);
      const entry = ENTRIES.get(name);
      if (item !== undefined && Array.isArray(value)) return value.map((one) => element(action, item, one)).join('');
      if (entry !== undefined && isObject(value)) {
        const entries = Object.entries(value).map(([Name, Value]) => element(action, entry, { Name, Value }));
        return entries.join('');
      }
      return element(action, name, value);
    })
    .join('');
}

export function xmlText(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

function element(action: string, name: string, value: unknown): string {
  const content = isObject(value) ? xmlResult(action, value) : xmlText(String(value));
  return `<${name}>${content}</${name}>`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
