import { existsSync, readFileSync, unwatchFile, watchFile } from 'node:fs';
import { resolve } from 'node:path';
import { type CoverageEntry, type Deployment, loadDeployment } from '../local/assembly';
import { parseQuotas } from '../local/gateway';
import { banner, isLoopback, RunError, type Running, type StartOptions, start } from '../local/run';
import { FAULT_USAGE, Faults, parseFaults } from '../local/runtime';
import { type Command, type CommandArguments, type CommandIo, messageOf, UsageError } from './command';
import { alignColumns } from './table';
import { readTextMap } from './text-map';

const DEFAULT_PORT = 3_000;
const DATA_FOLDER = '.sluice';
const MAX_SPEED = 1_000;
/** Milliseconds between two looks at the app. */
const WATCH_INTERVAL = 500;

/** Serves what an assembly or template would deploy, until the process is told to stop. */
export const runCommand: Command = {
  name: 'run',
  summary: 'run what would be deployed on this machine, from a synthesized app or a template',
  positionals: ['[APP_OR_TEMPLATE]'],
  options: {
    stage: { type: 'string', value: 'NAME', summary: 'the stage to run (default: the first)' },
    port: { type: 'string', value: 'N', summary: `the port; 0 takes a free one (default: ${DEFAULT_PORT})` },
    host: { type: 'string', value: 'H', summary: 'the address to listen on (default: 127.0.0.1, this machine alone)' },
    strict: { type: 'boolean', summary: 'fail if the template uses what is not emulated' },
    list: { type: 'boolean', summary: 'list what is run, ignored and not emulated, and stop' },
    'data-dir': {
      type: 'string',
      value: 'D',
      summary: `where records, objects, callers and logs are kept (default: ${DATA_FOLDER})`,
    },
    fsync: { type: 'boolean', summary: 'let what is acknowledged survive a power cut too, at some cost' },
    'aws-port': { type: 'string', value: 'N', summary: 'the port of the AWS endpoint (default: the one after --port)' },
    'vpc-port': {
      type: 'string',
      value: 'N',
      summary: 'the port of the VPC endpoint, where an API is private (default: two after --port)',
    },
    speed: { type: 'string', value: 'N', summary: 'divide waiting times: 60 makes a buffer of five minutes 5 seconds' },
    seed: { type: 'string', value: 'S', summary: 'the same seed gives the same object names' },
    fault: {
      type: 'string',
      value: 'F',
      summary: `let things go wrong: ${FAULT_USAGE}; @SECONDS ends one, commas part`,
    },
    watch: { type: 'boolean', summary: 'start again when the app is synthesized again' },
    parameters: {
      type: 'string',
      value: 'FILE',
      summary: 'JSON with values of template parameters, by Name or Stack:Name',
    },
    'ssm-parameters': { type: 'string', value: 'FILE', summary: 'JSON with values of SSM parameters, by name' },
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
    const settings = readSettings(options, io);
    const stopped = stopSignal();
    for (let next: Deployment | undefined = deployment; next !== undefined; ) {
      const running: Running = await start({ deployment: next, ...settings });
      io.stdout.write(`${banner(running).join('\n')}\n\n`);
      if (!isLoopback(running.server.host)) {
        io.stderr.write(`sluice run: listening on ${running.server.host}: others on your network can reach it\n`);
      }
      const changed = options.watch === true ? watched(args, io) : { promise: NEVER, close: () => undefined };
      next = await Promise.race([stopped, changed.promise]);
      changed.close();
      io.stdout.write(`${next === undefined ? 'Stopping' : 'The app changed'}: delivering what waits.\n`);
      await running.close();
    }
    return 0;
  },
};

const NEVER = new Promise<never>(() => undefined);

/** Tells of the next change of the app that can be loaded; one that cannot is told of, and waited out. */
function watched(args: CommandArguments, io: CommandIo): { promise: Promise<Deployment>; close(): void } {
  const path = resolve(io.cwd, args.positionals[0] ?? 'cdk.out');
  const file = existsSync(resolve(path, 'manifest.json')) ? resolve(path, 'manifest.json') : path;
  let listener: (now: { mtimeMs: number }, before: { mtimeMs: number }) => void = () => undefined;
  const promise = new Promise<Deployment>((changed) => {
    listener = (now, before) => {
      if (now.mtimeMs === before.mtimeMs || now.mtimeMs === 0) return;
      try {
        changed(load(args, io));
      } catch (error) {
        io.stderr.write(`sluice run: the changed app cannot be run: ${messageOf(error)}\n`);
      }
    };
    watchFile(file, { interval: WATCH_INTERVAL }, listener);
  });
  return { promise, close: () => unwatchFile(file, listener) };
}

/** Everything but the deployment. */
function readSettings(options: CommandArguments['options'], io: CommandIo): Omit<StartOptions, 'deployment'> {
  const port = readPort('port', text(options.port)) ?? DEFAULT_PORT;
  const faults = new Faults();
  const given = text(options.fault);
  for (const { fault, duration } of given === undefined ? [] : parseFaults(given)) faults.inject(fault, duration);
  const seed = text(options.seed);
  return {
    dataFolder: resolve(io.cwd, text(options['data-dir']) ?? DATA_FOLDER),
    fsync: options.fsync === true,
    port,
    awsPort: readPort('aws-port', text(options['aws-port'])) ?? (port === 0 ? 0 : port + 1),
    vpcPort: readPort('vpc-port', text(options['vpc-port'])) ?? (port === 0 ? 0 : port + 2),
    host: text(options.host) ?? '127.0.0.1',
    speed: readSpeed(text(options.speed)),
    faults,
    ...(seed !== undefined && { seed }),
    ...readQuotas(text(options.quotas), io),
    say: (line) => io.stdout.write(`${line}\n`),
  };
}

function load({ options, positionals }: CommandArguments, { cwd }: CommandIo): Deployment {
  const given = positionals[0] ?? 'cdk.out';
  const path = resolve(cwd, given);
  if (!existsSync(path)) {
    throw new UsageError(`there is no '${given}' here: run 'npx cdk synth -q' first, or name an app or a template`);
  }
  const [stage, region, account] = [text(options.stage), text(options.region), text(options.account)];
  if (region !== undefined && !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region)) {
    throw new UsageError(`'--region' must be a Region such as eu-west-1, got '${region}'`);
  }
  if (account !== undefined && !/^\d{12}$/.test(account)) {
    throw new UsageError(`'--account' must be 12 digits, got '${account}'`);
  }
  const [parameters, ssmParameters] = [text(options.parameters), text(options['ssm-parameters'])];
  return loadDeployment(path, {
    ...(parameters !== undefined && { parameters: readTextMap(parameters, '--parameters', cwd) }),
    ...(ssmParameters !== undefined && { ssmParameters: readTextMap(ssmParameters, '--ssm-parameters', cwd) }),
    ...(stage !== undefined && { stage }),
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
  });
}

function readPort(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const port = Number(given);
  if (/^\d+$/.test(given) && port <= 65_535) return port;
  throw new UsageError(`'--${option}' must be a whole number from 0 to 65535, got '${given}'`);
}

function readSpeed(given: string | undefined): number {
  const speed = Number(given ?? 1);
  if (speed > 0 && speed <= MAX_SPEED) return speed;
  throw new UsageError(`'--speed' must be a number above 0, at most ${MAX_SPEED}, got '${given}'`);
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

/** A second signal ends the process at once, as by default. */
function stopSignal(): Promise<undefined> {
  return new Promise((stop) => {
    process.once('SIGINT', () => stop(undefined));
    process.once('SIGTERM', () => stop(undefined));
  });
}
