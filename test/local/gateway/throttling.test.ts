import fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import { type ApiFixture, TestGateway } from './api-fixture';

const KEY = 'key-value-of-twenty-characters';

interface Limits {
  readonly account: { readonly rate: number; readonly burst: number };
  readonly stage: { readonly rate: number; readonly burst: number };
  readonly method: { readonly rate: number; readonly burst: number };
  readonly plan: { readonly rate: number; readonly burst: number };
  readonly planMethod: { readonly rate: number; readonly burst: number };
  readonly quota: number;
}

/** `/a` has limits of its own in stage and plan, `/b` those for all. */
function layered({ stage, method, plan, planMethod, quota }: Limits): ApiFixture {
  const paths = ['/a', '/b'].map((path) => ({ path, ApiKeyRequired: true }));
  return {
    methods: paths,
    stage: {
      MethodSettings: [
        { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: stage.rate, ThrottlingBurstLimit: stage.burst },
        {
          ResourcePath: '/~1a',
          HttpMethod: 'POST',
          ThrottlingRateLimit: method.rate,
          ThrottlingBurstLimit: method.burst,
        },
      ],
    },
    resources: {
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Value: KEY, Enabled: true } },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: {
          ApiStages: [
            {
              ApiId: { Ref: 'Api' },
              Stage: { Ref: 'Stage' },
              Throttle: { '/a/POST': { RateLimit: planMethod.rate, BurstLimit: planMethod.burst } },
            },
          ],
          Throttle: { RateLimit: plan.rate, BurstLimit: plan.burst },
          Quota: { Limit: quota, Period: 'DAY' },
        },
      },
      PlanKey: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
      },
    },
  };
}

const limit = fc.record({ rate: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 20 }) });

test('serves 5,000 of 10,000 requests in the first millisecond, by the account bucket', async () => {
  const clock = new ManualClock(1_800_000_000_000);
  const gateway = new TestGateway({ methods: [{ path: '/' }] }, { clock });
  let served = 0;
  for (let count = 0; count < 10_000; count++) if ((await gateway.send()).status === 200) served += 1;
  expect(served).toBe(5_000);
  expect(gateway.log[0]).toContain('account throttle is exhausted (rate 10000, burst 5000)');
});

test('never admits more than burst and rate allow, at any layer', async () => {
  const limits = fc.record({
    account: limit,
    stage: limit,
    method: limit,
    plan: limit,
    planMethod: limit,
    quota: fc.integer({ min: 1, max: 60 }),
  });
  const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 400 }), path: fc.constantFrom('/a', '/b') }), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(limits, steps, async (given, requests) => {
      const clock = new ManualClock(1_800_000_000_000);
      const quotas = { apiGateway: { rateLimit: given.account.rate, burstLimit: given.account.burst } };
      const gateway = new TestGateway(layered(given), { clock, quotas });
      const admitted: { at: number; path: string }[] = [];
      for (const { wait, path } of requests) {
        clock.advance(wait);
        const { status, body } = await gateway.send({ url: `/test${path}`, headers: [['x-api-key', KEY]] });
        if (status === 200) admitted.push({ at: clock.now(), path });
        else expect([429, /Too Many Requests|Limit Exceeded/.test(body)]).toEqual([status, true]);
      }
      const a = admitted.filter(({ path }) => path === '/a');
      const b = admitted.filter(({ path }) => path === '/b');
      for (const [list, bucket] of [
        [admitted, given.account],
        [admitted, given.plan],
        [a, given.method],
        [a, given.planMethod],
        [b, given.stage],
      ] as const) {
        for (const [from, first] of list.entries()) {
          for (const [to, last] of list.entries()) {
            if (to < from) continue;
            const most = bucket.burst + (bucket.rate * (last.at - first.at)) / 1_000;
            expect(to - from + 1).toBeLessThanOrEqual(most + 1e-6);
          }
        }
      }
      expect(admitted.length).toBeLessThanOrEqual(given.quota);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('fails with Limit Exceeded when the quota is used up, and names the layer in the log', async () => {
  const ample = { rate: 1_000, burst: 1_000 };
  const gateway = new TestGateway(
    layered({ account: ample, stage: ample, method: ample, plan: ample, planMethod: ample, quota: 2 }),
  );
  const send = () => gateway.send({ url: '/test/a', headers: [['X-Api-Key', KEY]] });
  expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
  const refused = await send();
  expect([refused.status, refused.body, refused.headers['x-amzn-errortype']]).toEqual([
    429,
    '{"message":"Limit Exceeded"}',
    'LimitExceededException',
  ]);
  expect(gateway.log[0]).toMatch(/^quota of usage plan .* is used up \(2 per DAY\)/);
});

test('has one bucket for all verbs of an ANY method', async () => {
  const clock = new ManualClock(1_800_000_000_000);
  const gateway = new TestGateway(
    {
      methods: [{ path: '/a', verb: 'ANY' }],
      stage: {
        MethodSettings: [{ ResourcePath: '/~1a', HttpMethod: 'ANY', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 }],
      },
    },
    { clock },
  );
  expect((await gateway.send({ url: '/test/a', method: 'PUT' })).status).toBe(200);
  expect((await gateway.send({ url: '/test/a', method: 'POST' })).status).toBe(429);
});

test('lets a method through without the limit of its stage, where its own is negative', async () => {
  const clock = new ManualClock(1_800_000_000_000);
  const gateway = new TestGateway(
    {
      methods: [{ path: '/a' }, { path: '/b' }],
      stage: {
        MethodSettings: [
          { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 },
          { ResourcePath: '/~1a', HttpMethod: 'POST', ThrottlingRateLimit: -1, ThrottlingBurstLimit: -1 },
        ],
      },
    },
    { clock },
  );
  const statuses = async (url: string) => [
    (await gateway.send({ url, method: 'POST' })).status,
    (await gateway.send({ url, method: 'POST' })).status,
  ];
  expect(await statuses('/test/a')).toEqual([200, 200]);
  expect(await statuses('/test/b')).toEqual([200, 429]);
});
