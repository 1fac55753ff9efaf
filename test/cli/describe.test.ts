import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeCommand } from '../../cli/describe';
import { main } from '../../cli/main';
import { captureIo } from '../support/cli';
import { type SynthResult, synthReferenceApp } from '../support/reference-app';

describe('sluice describe', () => {
  let app: SynthResult;
  beforeAll(() => {
    app = synthReferenceApp();
  });
  afterAll(() => app.dispose());

  const run = (argv: string[], cwd = tmpdir()) => {
    const io = captureIo(cwd);
    return main([describeCommand], ['describe', ...argv], io).then((status) => ({ status, ...io.captured() }));
  };

  test('shows every stage with routes, callers, limits, targets, stream, deliveries and alarms', async () => {
    const { status, stdout, stderr } = await run([app.outdir]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').filter((line) => /^\w+: /.test(line)).length).toBe(3);
    expect(stdout).toMatch(/POST +\/events +IAM +400\/s, burst 400 +kinesis PutRecord\n/);
    expect(stdout).toMatch(/POST +\/proxy\/events +IAM +100\/s, burst 100 +function dev-SluiceStateless-\S+\n/);
    expect(stdout).toMatch(/GET +\/health +anybody +10\/s, burst 10 +answered by the gateway\n/);
    expect(stdout).toMatch(/stream +1 shard, kept 24 h, records up to 1024 KiB\n/);
    expect(stdout).toMatch(/delivery +from the stream, every 64 MiB or 300 s, GZIP, to s3:\/\/\S+\/events\/dt=/);
    expect(stdout).toMatch(/alarms +14, each with an action\n/);
  });

  test('shows the one stage asked for', async () => {
    const { stdout } = await run([app.outdir, '--stage', 'prod']);
    expect(stdout).toMatch(/^prod: /);
    expect(stdout).toMatch(/stream +on-demand, kept 168 h/);
    expect(stdout).not.toContain('dev:');
  });

  test("shows a template of somebody else's", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-describe-'));
    const file = join(folder, 'theirs.json');
    writeFileSync(
      file,
      JSON.stringify({ Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'a' } } } }),
    );
    const { status, stdout } = await run([file]);
    expect(status).toBe(0);
    expect(stdout).toContain('front door: EDGE, no stage');
    rmSync(folder, { recursive: true });
  });

  test('fails in one line where there is no assembly', async () => {
    const { status, stdout, stderr } = await run(['nowhere']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      "sluice describe: there is no 'nowhere' here: run 'npx cdk synth -q' first, or name an app or a template\n",
    );
  });

  test('fails in one line for a stage the app does not have, and lists those it has', async () => {
    const { status, stderr } = await run([app.outdir, '--stage', 'qa']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^sluice describe: .*'qa'.*dev, staging, prod \[UNKNOWN_STAGE\]\n$/);
  });

  test.each([
    [['--colour'], /^sluice describe: Unknown option '--colour'; 'sluice describe --help' lists the options\n$/],
    [['a', 'b'], /^sluice describe: 'describe' takes at most 1 \(\[APP_OR_TEMPLATE\]\), got 'b'\n$/],
  ])('fails for the arguments %j', async (argv, message) => {
    const { status, stderr } = await run(argv);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
