import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { compileTemplate, type RenderResult, type Template, type TraceEntry } from '../local/vtl';
import { type Command, type CommandArguments, type CommandIo, messageOf, UsageError } from './command';
import { linesOf } from './lines';
import { readRenderRequest } from './render-request';

/** `sluice render`: a mapping template's output, without a server. */
export const renderCommand: Command = {
  name: 'render',
  summary: 'render a mapping template with a request and print the output',
  positionals: [],
  options: {
    template: { type: 'string', value: 'FILE', summary: 'the template' },
    request: {
      type: 'string',
      value: 'FILE',
      summary: 'the request as JSON: body, params {path, querystring, header}, context, stageVariables',
    },
    explain: { type: 'boolean', summary: 'show each reference, its value, and why it is empty' },
    jsonl: { type: 'boolean', summary: 'read one request a line from standard input, its template in it' },
  },
  run: async (args, io) => (args.options.jsonl ? renderLines(args, io) : renderFiles(args, io)),
};

async function renderFiles(args: CommandArguments, io: CommandIo): Promise<number> {
  const { template: templateFile, request: requestFile, explain } = args.options;
  if (typeof templateFile !== 'string') throw new UsageError("'--template FILE' is needed, or '--jsonl'");
  const template = compileTemplate(await readText(templateFile, io), { name: templateFile });
  const text = typeof requestFile === 'string' ? await readText(requestFile, io) : '{}';
  const { input } = readRenderRequest(text, typeof requestFile === 'string' ? `'${requestFile}'` : 'the request');
  if (explain) return explainTo(io, template, (trace) => template.render({ ...input, trace }));
  io.stdout.write(template.render(input).output);
  return 0;
}

/** What was read before an error is shown all the same: it tells how far the template came. */
function explainTo(
  io: CommandIo,
  template: Template,
  render: (trace: (entry: TraceEntry) => void) => RenderResult,
): number {
  const { output, requestOverride, responseOverride } = render((entry) => {
    const outcome = entry.empty === undefined ? JSON.stringify(entry.value) : `empty: ${entry.empty}`;
    io.stdout.write(`${entry.position}  ${entry.reference}  ${outcome}\n`);
  });
  io.stdout.write(`\nrequestOverride: ${JSON.stringify(requestOverride)}\n`);
  io.stdout.write(`responseOverride: ${JSON.stringify(responseOverride)}\n`);
  io.stdout.write(`\nOutput of ${template.name}:\n${output}\n`);
  return 0;
}

/** One answer for each line that is not blank, in the order of the lines. */
async function renderLines(args: CommandArguments, io: CommandIo): Promise<number> {
  const { template: templateFile, request, explain } = args.options;
  if (request !== undefined || explain) throw new UsageError("'--jsonl' goes without '--request' and '--explain'");
  const fallback = typeof templateFile === 'string' ? await readText(templateFile, io) : undefined;
  const templates = new Map<string, Template>();
  for await (const line of linesOf(io.stdin)) {
    if (line.trim() === '') continue;
    const answer = JSON.stringify(renderLine(line, fallback, templates));
    if (!io.stdout.write(`${answer}\n`)) await new Promise((done) => io.stdout.once('drain', done));
  }
  return 0;
}

function renderLine(line: string, fallback: string | undefined, templates: Map<string, Template>): object {
  try {
    const { template: source = fallback, input } = readRenderRequest(line, 'the request');
    if (source === undefined) throw new UsageError("the request has no 'template'");
    const { output, requestOverride, responseOverride } = compiled(source, templates).render(input);
    return { ok: true, output, requestOverride, responseOverride };
  } catch (error) {
    return { ok: false, error: messageOf(error) };
  }
}

/** Lines with the same template, as they usually are, compile it once. */
function compiled(source: string, templates: Map<string, Template>): Template {
  let template = templates.get(source);
  if (!template) {
    template = compileTemplate(source);
    if (templates.size >= MAX_TEMPLATES) templates.clear();
    templates.set(source, template);
  }
  return template;
}

async function readText(file: string, io: CommandIo): Promise<string> {
  try {
    return await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read '${file}': ${messageOf(error)}`);
  }
}

const MAX_TEMPLATES = 100;
