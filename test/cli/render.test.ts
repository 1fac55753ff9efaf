import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../../cli/main';
import { renderCommand } from '../../cli/render';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-render-'));
  writeFileSync(join(folder, 'template.vtl'), "Hello $input.path('$.name')$missing.thing!");
  writeFileSync(join(folder, 'broken.vtl'), 'first line\n#if(');
  writeFileSync(join(folder, 'request.json'), '{"body": {"name": "Ada"}}');
});

afterAll(() => rmSync(folder, { recursive: true }));

async function sluice(
  args: readonly string[],
  stdin = '',
): Promise<{ status: number; stdout: string; stderr: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const io = { stdin: Readable.from([stdin]), stdout, stderr, cwd: folder, env: {} };
  const status = await main([renderCommand], ['render', ...args], io);
  return { status, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

async function answers(...requests: readonly unknown[]): Promise<unknown[]> {
  const { stdout } = await sluice(['--jsonl'], requests.map((request) => JSON.stringify(request)).join('\n'));
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('prints the output and nothing else', async () => {
  const result = await sluice(['--template', 'template.vtl', '--request', 'request.json']);
  expect(result).toEqual({ status: 0, stdout: 'Hello Ada!', stderr: '' });
});

test('explains each reference and why it is empty', async () => {
  const { stdout } = await sluice(['--template', 'template.vtl', '--request', 'request.json', '--explain']);
  expect(stdout).toContain('template.vtl:1:7  $input.path(\'$.name\')  "Ada"');
  expect(stdout).toContain('template.vtl:1:28  $missing.thing  empty: $missing is not set');
  expect(stdout).toContain('Output of template.vtl:\nHello Ada!');
});

test('answers a line for each line, in order', async () => {
  const result = await answers(
    {
      template: '$input.params("q")$stageVariables.v',
      params: { querystring: { q: '1' } },
      stageVariables: { v: '2' },
    },
    { template: '#if(' },
    { template: '#set($context.responseOverride.status = 202)$context.apiId', context: { apiId: 'a' } },
  );
  const header = {};
  const requestOverride = { header, querystring: {}, path: {} };
  expect(result).toEqual([
    { ok: true, output: '12', requestOverride, responseOverride: { header } },
    { ok: false, error: 'template:1:5: unexpected end of the template' },
    { ok: true, output: 'a', requestOverride, responseOverride: { header, status: 202 } },
  ]);
});

test('answers lines that are no requests', async () => {
  const { status, stdout } = await sluice(['--jsonl'], 'nonsense\n\n[]\n{}');
  const errors = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).error);
  expect(status).toBe(0);
  expect(errors).toEqual([
    expect.stringContaining('the request is not JSON'),
    'the request must be a JSON object',
    "the request has no 'template'",
  ]);
});

test('keeps hostile keys as data', async () => {
  const [answer] = await answers({
    template: '$input.path("$.__proto__.x")|$input.path("$.constructor")|$input.params().header.get("__proto__")',
    body: '{"__proto__":{"x":1},"constructor":"c"}',
    params: { header: JSON.parse('{"__proto__":"h"}') },
  });
  expect(answer).toMatchObject({ ok: true, output: '1|c|h' });
});

test('fails without a template', async () => {
  expect(await sluice([])).toMatchObject({ status: 2, stderr: expect.stringContaining("'--template FILE' is needed") });
});

test('fails for a file that is not there', async () => {
  const result = await sluice(['--template', 'none.vtl']);
  expect(result).toMatchObject({ status: 2, stderr: expect.stringContaining("cannot read 'none.vtl'") });
});

test('fails with the position for a template that is not VTL', async () => {
  const result = await sluice(['--template', 'broken.vtl']);
  expect(result).toMatchObject({ status: 1, stderr: expect.stringContaining('broken.vtl:2:5: unexpected end') });
});

test('takes a line as a whole where its texts hold other separators of lines', async () => {
  const { stdout } = await sluice(['--jsonl'], '{"template":"a\u2028b\u2029c\u0085d"}\r\n{"template":"e"}');
  const outputs = stdout.trimEnd().split('\n');
  expect(outputs.map((line) => JSON.parse(line).output)).toEqual(['a\u2028b\u2029c\u0085d', 'e']);
});

test('leaves out parameters that are null, and a byte-order mark', async () => {
  const request = { template: "[$input.params('a')][$stageVariables.b]", params: { path: { a: null } } };
  const { stdout } = await sluice(['--jsonl'], `\uFEFF${JSON.stringify({ ...request, stageVariables: { b: null } })}`);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, output: '[][]' });
});
