// Writes docs/reference.md, the construct reference, from the docstrings that jsii keeps in its assembly. With
// `--stdout` it prints it. `jsii-docgen` makes 10,000 lines of the same assembly, most of them on inherited members.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Folders of lib/ in reading order, with their headings; a folder that is not named here comes last. */
const CHAPTERS = new Map([
  ['pipeline', 'The whole pipeline'],
  ['api', 'Front door'],
  ['targets', 'Targets of a route'],
  ['stream', 'Stream'],
  ['delivery', 'Delivery'],
  ['transform', 'Transform'],
  ['archive', 'Archive'],
  ['monitoring', 'Alarms'],
  ['stacks', 'Stacks'],
]);

const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
const text = renderReference(assembly);
if (process.argv.includes('--stdout')) process.stdout.write(text);
else writeFileSync(join(ROOT, 'docs/reference.md'), text);

function renderReference({ name, types }) {
  const chapters = new Map([...CHAPTERS.keys()].map((folder) => [folder, []]));
  for (const type of Object.values(types).sort(byPlace)) {
    const folder = type.locationInModule.filename.split('/')[1];
    chapters.set(folder, [...(chapters.get(folder) ?? []), type]);
  }
  const filled = [...chapters].filter(([, members]) => members.length > 0);
  const contents = filled.map(([folder, members]) => {
    const links = members.filter(({ datatype }) => !datatype).map(({ name }) => link(name));
    return `- [${heading(folder)}](#${anchor(heading(folder))}): ${links.join(', ')}`;
  });
  return [
    '# Construct reference',
    `Everything \`${name}\` exports, made from the docstrings by \`npm run docs\`. Do not edit it here.`,
    'Types of others are named by their module: `s3.IBucket` is `IBucket` of `aws-cdk-lib/aws-s3`.',
    contents.join('\n'),
    ...filled.flatMap(([folder, members]) => [`## ${heading(folder)}`, ...members.flatMap(renderType)]),
    '',
  ].join('\n\n');
}

function renderType(type) {
  const { name, kind, docs, base, interfaces = [], datatype, initializer } = type;
  const parents = [base, ...interfaces].filter((fqn) => fqn !== undefined).map((fqn) => typeText({ fqn }));
  const nature = datatype ? 'struct' : type.abstract && kind === 'class' ? 'abstract class' : kind;
  return [
    `### ${name}`,
    `*${nature}${parents.length > 0 ? `, of ${parents.join(', ')}` : ''}*`,
    ...deprecation(docs),
    prose(docs),
    ...(docs?.example ? [`\`\`\`ts\n${docs.example.trim()}\n\`\`\``] : []),
    ...(initializer ? [`\`\`\`ts\nnew ${name}(${parameterList(initializer, plainType)})\n\`\`\``] : []),
    ...table(datatype ? 'Prop' : 'Attribute', type.properties ?? [], datatype),
    ...(type.members ? [type.members.map((member) => `- \`${member.name}\`: ${line(member.docs)}`).join('\n')] : []),
    ...(type.methods ? [type.methods.slice().sort(byLine).map(renderMethod).join('\n')] : []),
  ].filter((part) => part !== '');
}

/** A table of properties; with a column of defaults where they are props. */
function table(title, properties, withDefaults) {
  if (properties.length === 0) return [];
  const columns = [title, 'Type', 'What it is', ...(withDefaults ? ['Default'] : [])];
  const rows = properties
    .slice()
    .sort(byLine)
    .map((property) => {
      const { name, optional, type, docs } = property;
      const label = `\`${property.static ? 'static ' : ''}${name}${optional && !withDefaults ? '?' : ''}\``;
      const cells = [label, typeText(type), [...deprecation(docs), line(docs)].join(' ')];
      return withDefaults ? [...cells, optional ? defaultText(docs) : '**required**'] : cells;
    });
  const lines = [columns, columns.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return [lines.join('\n')];
}

function renderMethod(method) {
  const { name, docs, parameters = [], returns } = method;
  const signature = `${method.static ? 'static ' : ''}${name}(${parameterList(method, plainType)})`;
  const result = returns ? `: ${plainType(returns.type)}` : '';
  const explained = parameters.filter(({ docs: own }) => own?.summary).map((p) => `  - \`${p.name}\`: ${line(p.docs)}`);
  const returned = docs?.returns ? [`  - returns ${docs.returns}`] : [];
  const head = `- \`${signature}${result}\`: ${[...deprecation(docs), line(docs)].join(' ')}`.replace(/: $/, '');
  return [head, ...explained, ...returned].join('\n');
}

function parameterList({ parameters = [] }, typeName) {
  return parameters
    .map(({ name, optional, variadic, type }) => {
      const mark = optional && !variadic ? '?' : '';
      return `${variadic ? '...' : ''}${name}${mark}: ${typeName(type)}${variadic ? '[]' : ''}`;
    })
    .join(', ');
}

/** A type as code, e.g. `s3.IBucket[]`. */
function plainType(type) {
  if (type.primitive) return type.primitive === 'json' ? 'object' : type.primitive;
  if (type.union) return type.union.types.map(plainType).join(' | ');
  if (type.collection?.kind === 'array') return `${plainType(type.collection.elementtype)}[]`;
  if (type.collection) return `{ [key: string]: ${plainType(type.collection.elementtype)} }`;
  const [, module, rest] = /^(?:aws-cdk-lib\.)?(?:aws_(\w+)\.)?(.+)$/.exec(type.fqn);
  const local = rest.replace(/^(cdk-sluice|constructs|aws-cdk-lib)\./, '');
  return module ? `${module}.${local}` : local;
}

/** A type as code; one of ours leads to its section. */
function typeText(type) {
  const plain = plainType(type);
  const own = ownTypeOf(type);
  return own === undefined ? `\`${plain}\`` : `[\`${plain}\`](#${anchor(own)})`;
}

function ownTypeOf(type) {
  if (type.collection) return ownTypeOf(type.collection.elementtype);
  return type.fqn?.startsWith(`${assembly.name}.`) ? type.fqn.slice(assembly.name.length + 1) : undefined;
}

function defaultText(docs) {
  const value = docs?.default?.replace(/\s+/g, ' ').trim();
  if (!value) return '';
  return value.startsWith('-') ? value.replace(/^-\s*/, '') : `\`${value.replace(/^`|`$/g, '')}\``;
}

/** Docstring as paragraphs, one line each. jsii parts the first sentence, or line, from the rest. */
function prose(docs) {
  const { summary = '', remarks = '' } = docs ?? {};
  if (/^(\s*[-|*]|```)/m.test(remarks)) return `${summary}\n\n${remarks}`;
  const paragraphs = `${summary} ${remarks}`.split(/\n{2,}/);
  return paragraphs.map((paragraph) => paragraph.replace(/\s+/g, ' ').trim()).join('\n\n');
}

/** Docstring on one line, for lists and tables. */
function line(docs) {
  return prose(docs).replace(/\s+/g, ' ').trim();
}

function deprecation(docs) {
  return docs?.deprecated ? [`**Deprecated**: ${docs.deprecated}`] : [];
}

function heading(folder) {
  return CHAPTERS.get(folder) ?? folder;
}

function link(name) {
  return `[\`${name}\`](#${anchor(name)})`;
}

function anchor(name) {
  return name.toLowerCase().replaceAll(' ', '-');
}

/** File by file; in a file what has behaviour before the structs it takes. */
function byPlace(a, b) {
  const [one, other] = [a.locationInModule.filename, b.locationInModule.filename];
  if (one !== other) return one < other ? -1 : 1;
  return Number(a.datatype ?? false) - Number(b.datatype ?? false) || byLine(a, b);
}

function byLine(a, b) {
  return (a.locationInModule?.line ?? 0) - (b.locationInModule?.line ?? 0);
}
