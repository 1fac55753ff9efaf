import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import { AssemblyError } from './errors';
import type { Json } from './json';

// The short forms of CloudFormation's YAML. All but Ref and Condition stand for `Fn::` and the same name.
const SHORT_FORMS: readonly string[] = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'ForEach',
  'GetAZs',
  'GetAtt',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];

const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...SHORT_FORMS.map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
]);

/**
 * Reads a YAML template into the JSON form it stands for; short forms become their long ones.
 * @throws AssemblyError NOT_A_TEMPLATE, at `file:line:column`
 */
export function parseYamlTemplate(text: string, file: string): Json {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const reader = new YamlReader(lines, file);
  const broken = document.errors[0];
  if (broken !== undefined) throw reader.failure(broken.message.split('\n')[0] ?? 'not YAML', broken.pos[0], broken);
  return reader.json(document.contents);
}

class YamlReader {
  public constructor(
    private readonly lines: LineCounter,
    private readonly file: string,
  ) {}

  public failure(message: string, offset: number, cause?: unknown): AssemblyError {
    const { line, col } = this.lines.linePos(offset);
    return new AssemblyError('NOT_A_TEMPLATE', message, `${this.file}:${line}:${col}`, { cause });
  }

  public json(node: Node | ParsedNode | null | undefined): Json {
    if (node === null || node === undefined) return null;
    // CloudFormation takes no aliases (user guide, template formats).
    if (isAlias(node)) throw this.failure('aliases are not supported', node.range?.[0] ?? 0);
    const value = this.untagged(node);
    // yaml writes the standard tags in full ('tag:yaml.org,2002:str'); only CloudFormation's begin with '!'.
    if (node.tag === undefined || !node.tag.startsWith('!') || node.tag === '!') return value;
    const name = LONG_NAMES.get(node.tag);
    if (name === undefined) {
      throw this.failure(`'${node.tag}' is no short form of CloudFormation's`, node.range?.[0] ?? 0);
    }
    return { [name]: value };
  }

  private untagged(node: Node): Json {
    if (isMap(node)) {
      return Object.fromEntries(node.items.map((pair) => [this.key(pair.key as Node), this.json(pair.value as Node)]));
    }
    if (isSeq(node)) return node.items.map((item) => this.json(item as Node));
    if (!isScalar(node)) throw this.failure('an unexpected kind of node', node.range?.[0] ?? 0);
    const { value, source } = node;
    // An account id with a leading zero or a version such as 1.10 must not lose digits by being read as a number.
    if (typeof value === 'number' && source !== undefined && String(value) !== source) return source;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  }

  private key(node: Node): string {
    if (!isScalar(node)) throw this.failure('a key must be text', node.range?.[0] ?? 0);
    return node.source ?? String(node.value);
  }
}
