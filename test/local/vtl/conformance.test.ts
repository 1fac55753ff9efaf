import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileTemplate, type RenderInput, type RenderResult, VtlError } from '../../../local/vtl';

const SHARED = process.env.SLUICE_SHARED ?? join(__dirname, '../../../../shared');
const FILE = join(SHARED, 'conformance/cases.json');
const ON_AWS = new Set(['recorded', 'asserted-on-aws', 'manual-on-aws']);

interface Stage {
  readonly stage: 'request' | 'response';
  readonly template: string;
  readonly body?: string;
}

interface Case {
  readonly id: string;
  readonly area: string;
  readonly evidence: string;
  readonly input: Omit<RenderInput, 'trace'> & { readonly template?: string; readonly pipeline?: readonly Stage[] };
  readonly expected: {
    readonly output?: string;
    readonly output_json?: unknown;
    readonly output_json_or_empty?: unknown;
    readonly normalize?: string;
    readonly status?: number;
    readonly error?: boolean;
    readonly keys_in_recorded_order?: readonly string[];
    readonly keys_set?: readonly string[];
    readonly requestOverride?: unknown;
  };
}

const UNAUTHENTICATED = {
  resourceId: 'abc',
  resourcePath: '/sqs',
  httpMethod: 'POST',
  extendedRequestId: 'x=',
  requestTime: '20/May/2025:00:00:00 +0000',
  path: '/testing/sqs',
  accountId: '111111111111',
  protocol: 'HTTP/1.1',
  stage: 'testing',
  domainPrefix: 'api',
  requestTimeEpoch: 1747699200000,
  requestId: '1',
  identity: {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp: '127.0.0.1',
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent: 'python/requests/tests',
    user: null,
  },
  domainName: 'api.example',
  deploymentId: 'dep',
  apiId: 'api',
};

/** Runs the stages of a case one after the other: overrides go along, and the text, unless a stage has its own body. */
function run({ input }: Case): RenderResult {
  const stages = input.pipeline ?? [{ stage: 'request' as const, template: input.template ?? '' }];
  let result: RenderResult | undefined;
  for (const stage of stages) {
    const body = stage.body ?? result?.output ?? input.body;
    const context = input.context ?? UNAUTHENTICATED;
    result = compileTemplate(stage.template).render({ ...input, body, context, overrides: result });
  }
  if (!result) throw new Error('a case without a template');
  return result;
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function check(testCase: Case): void {
  const { expected } = testCase;
  if (expected.error || (expected.status ?? 200) >= 500 || (expected.status === 400 && !testCase.input.pipeline)) {
    expect(() => run(testCase)).toThrow(VtlError);
    return;
  }
  const { output } = run(testCase);
  if (expected.normalize !== undefined) expect(collapse(output)).toBe(collapse(expected.output ?? ''));
  else if (expected.output !== undefined) expect(output).toBe(expected.output);
  else if (expected.output_json !== undefined) expect(JSON.parse(output)).toEqual(expected.output_json);
  else if ('output_json_or_empty' in expected)
    expect(JSON.parse(output || '{}')).toEqual(expected.output_json_or_empty);
  else if (expected.keys_in_recorded_order) expect(keys(output)).toEqual([...expected.keys_in_recorded_order].sort());
  else if (expected.keys_set) expect(keys(output)).toEqual([...expected.keys_set].sort());
  else if (expected.requestOverride) expect(output.split('|')[1]).toBe('{"header": ""}');
}

function keys(output: string): string[] {
  return Object.keys(JSON.parse(output)).sort();
}

const skipReason = existsSync(FILE) ? undefined : 'the recorded cases are not beside this checkout (SLUICE_SHARED)';

if (skipReason) {
  test.skip(`recorded cases: ${skipReason}`, () => {});
} else {
  const cases: readonly Case[] = JSON.parse(readFileSync(FILE, 'utf8'));
  const templates = cases.filter(
    ({ area, input }) =>
      (area === 'vtl' && (input.template !== undefined || input.pipeline !== undefined)) ||
      (area === 'integration-response' && input.pipeline?.length === 2),
  );

  describe.each([
    ['seen on AWS', templates.filter(({ evidence }) => ON_AWS.has(evidence))],
    ['documented or seen elsewhere', templates.filter(({ evidence }) => !ON_AWS.has(evidence))],
  ])('what is %s', (kind, list) => {
    let passed = 0;

    test.each(list.map((testCase) => [testCase.id, testCase] as const))('%s', (_, testCase) => {
      check(testCase);
      passed++;
    });

    afterAll(() => {
      process.stdout.write(`VTL cases ${kind}: ${passed} of ${list.length}\n`);
    });
  });
}
