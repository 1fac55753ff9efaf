interface Tree {
  [name: string]: string | Tree;
}

/** Names of the query protocol, and what the JSON protocol has in their place: a list, or a map of attributes. */
const MEMBERS: ReadonlyMap<string, readonly [name: string, kind: 'list' | 'entries' | 'attributes']> = new Map([
  ['AttributeName', ['AttributeNames', 'list']],
  ['MessageAttributeName', ['MessageAttributeNames', 'list']],
  ['MessageSystemAttributeName', ['MessageSystemAttributeNames', 'list']],
  ['MessageAttribute', ['MessageAttributes', 'attributes']],
  // Accepted on AWS as well, as recorded.
  ['MessageAttributes', ['MessageAttributes', 'attributes']],
  ['MessageSystemAttribute', ['MessageSystemAttributes', 'attributes']],
  ['SendMessageBatchRequestEntry', ['Entries', 'entries']],
  ['DeleteMessageBatchRequestEntry', ['Entries', 'entries']],
  ['ChangeMessageVisibilityBatchRequestEntry', ['Entries', 'entries']],
]);

/** Reads `MessageAttribute.1.Name=…` and the like into what the JSON protocol would hold. */
export function readParameters(...forms: readonly string[]): Record<string, unknown> {
  const tree: Tree = Object.create(null);
  for (const form of forms) {
    for (const [name, value] of new URLSearchParams(form)) plant(tree, name.split('.'), value);
  }
  return members(tree);
}

function plant(tree: Tree, [step = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[step] = value;
    return;
  }
  const below = tree[step];
  const branch: Tree = typeof below === 'object' ? below : Object.create(null);
  tree[step] = branch;
  plant(branch, rest, value);
}

function members(tree: Tree): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(tree)) {
    const [target, kind] = MEMBERS.get(name) ?? [name, undefined];
    if (kind === undefined || typeof value === 'string') read[target] = value;
    else if (kind === 'attributes') read[target] = attributes(value);
    else read[target] = numbered(value).map((item) => (typeof item === 'string' ? item : members(item)));
  }
  return read;
}

function attributes(tree: Tree): Record<string, unknown> {
  return Object.fromEntries(
    numbered(tree).flatMap((item) => {
      if (typeof item === 'string' || typeof item.Name !== 'string') return [];
      return [[item.Name, typeof item.Value === 'object' ? { ...item.Value } : {}]];
    }),
  );
}

function numbered(tree: Tree): (string | Tree)[] {
  return Object.entries(tree)
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, value]) => value);
}
