import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const { stdout } = spawnSync(process.execPath, ['scripts/reference.mjs', '--stdout'], { cwd: ROOT, encoding: 'utf8' });
const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));

interface Member {
  readonly name?: string;
  readonly optional?: boolean;
  readonly docs?: { readonly summary?: string; readonly default?: string };
}
interface Type extends Member {
  readonly name: string;
  readonly datatype?: boolean;
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly members?: readonly Member[];
}
const types = Object.values<Type>(assembly.types);

test("docs/reference.md is what 'npm run docs' makes of the built constructs", () => {
  expect(readFileSync(join(ROOT, 'docs/reference.md'), 'utf8')).toBe(stdout);
});

test('every exported type has its section', () => {
  const headings = stdout.split('\n').filter((line) => line.startsWith('### '));
  expect(headings.sort()).toEqual(types.map(({ name }) => `### ${name}`).sort());
});

test('every link leads to a section', () => {
  const anchors = [...stdout.matchAll(/^##+ (.+)$/gm)].map(([, title]) => title?.toLowerCase().replaceAll(' ', '-'));
  const links = [...stdout.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target);
  expect(links.filter((target) => !anchors.includes(target))).toEqual([]);
});

test('everything exported has a docstring', () => {
  const silent = types.flatMap((type) => {
    const members = [...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])];
    const undocumented = members.filter(({ docs }) => !docs?.summary).map((member) => `${type.name}.${member.name}`);
    return type.docs?.summary ? undocumented : [type.name, ...undocumented];
  });
  expect(silent).toEqual([]);
});

test('every optional prop says what holds without it', () => {
  const silent = types
    .filter(({ datatype }) => datatype)
    .flatMap((type) => (type.properties ?? []).map((property) => ({ ...property, owner: type.name })))
    .filter(({ optional, docs }) => optional && !docs?.default)
    .map(({ owner, name }) => `${owner}.${name}`);
  expect(silent).toEqual([]);
});
