import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CoverageEntry, type Deployment, loadDeployment } from '../local/assembly';
import { parseQuotas } from '../local/gateway';
import { banner, isLoopback, RunError, start } from '../local/run';
import { type Command, type CommandArguments, type CommandIo, UsageError } from './command';
import { alignColumns } from './table';

const DEFAULT_PORT = 3_000;
const DATA_FOLDER = '.sluice';

/** Serves what an assembly or template would deploy, until the process is told to stop. */
export const runCommand: Command = {
  name: 'run',
  summary: 'run what would be deployed on this machine: the front door of a synthesized app or a template',
  positionals: ['[APP_OR_TEMPLATE]'],
  options: {
    stage: { type: 'string', value: 'NAME', summary: 'the stage to run (default: the first)' },
    port: { type: 'string', value: 'N', summary: `the port; 0 takes a free one (default: ${DEFAULT_PORT})` },
    host: { type: 'string', value: 'H', summary: 'the address to listen on (default: 127.0.0.1, this machine alone)' },
    strict: { type: 'boolean', summary: 'fail if the template uses what is not emulated' },
    list: { type: 'boolean', summary: 'list what is run, ignored and not emulated, and stop' },
    quotas: { type: 'string', value: 'FILE', summary: 'JSON with raised account quotas' },
    region: { type: 'string', value: 'R', summary: 'the Region of stacks that are bound to none' },
    account: { type: 'string', value: 'A', summary: 'the account of stacks that are bound to none' },
  },
  run: async (args, io) => {
    const { options } = args;
    const deployment = load(args, io);
    if (options.list === true) io.stdout.write(`${coverageList(deployment).join('\n')}\n`);
    if (options.strict === true) checkStrict(deployment);
    if (options.list === true) return 0;
    const running = await start({
      deployment,
      dataFolder: resolve(io.cwd, DATA_FOLDER),
      port: readPort(text(options.port)),
      host: text(options.host) ?? '127.0.0.1',
      ...readQuotas(text(options.quotas), io),
      say: (line) => io.stdout.write(`${line}\n`),
    });
    io.stdout.write(`${banner(running).join('\n')}\n\n`);
    if (!isLoopback(running.server.host)) {
      io.stderr.write(`sluice run: listening on ${running.server.host}: others on your network can reach it\n`);
    }
    await stopSignal();
    await running.close();
    return 0;
  },
};

function load({ options, positionals }: CommandArguments, { cwd }: CommandIo): Deployment {
  const given = positionals[0] ?? 'cdk.out';
  const path = resolve(cwd, given);
  if (!existsSync(path)) {
    throw new UsageError(`there is no '${given}' here: run 'npx cdk synth -q' first, or name an app or a template`);
  }
  const [stage, region, account] = [text(options.stage), text(options.region), text(options.account)];
  if (region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new UsageError(`'--region' must be a Region such as eu-west-1, got '${region}'`);
  }
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw new UsageError(`'--account' must be 12 digits, got '${account}'`);
  }
  return loadDeployment(path, {
    ...(stage !== undefined && { stage }),
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
  });
}

function readPort(given: string | undefined): number {
  if (given === undefined) return DEFAULT_PORT;
  const port = Number(given);
  if (/^\d+$/.test(given) && port <= 65_535) return port;
  throw new UsageError(`'--port' must be a whole number from 0 to 65535, got '${given}'`);
}

function readQuotas(given: string | undefined, { cwd }: CommandIo) {
  if (given === undefined) return {};
  const path = resolve(cwd, given);
  if (!existsSync(path)) throw new UsageError(`there is no quotas file '${given}'`);
  return { quotas: parseQuotas(readFileSync(path, 'utf8'), given) };
}

/** One line a property: what becomes of it, and why. */
function coverageList(deployment: Deployment): string[] {
  return alignColumns(
    deployment.coverage().entries.map((entry) => [entry.status, placeOf(entry), entry.type, entry.reason ?? '']),
  );
}

function checkStrict(deployment: Deployment): void {
  const { entries, counts } = deployment.coverage();
  const first = entries.find(({ status }) => status === 'not-emulated');
  if (first === undefined) return;
  const more = counts['not-emulated'] - 1;
  const others = more === 0 ? '' : `; ${more} more, see --list`;
  throw new RunError('RUN_NOT_EMULATED', `not emulated: ${first.reason}${others}`, placeOf(first));
}

function placeOf({ stack, logicalId, property }: CoverageEntry): string {
  return property === undefined ? `${stack}/${logicalId}` : `${stack}/${logicalId}.${property}`;
}

function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

function stopSignal(): Promise<void> {
  return new Promise((stop) => {
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
  });
}
