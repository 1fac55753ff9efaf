import * as fc from 'fast-check';
import { ManualClock } from '../../../local/clock';
import { GatewayLimiter, type PlanLimits, type RateLimit, type StageLimits } from '../../../local/throttle';

const METHOD = 'POST /events';
const PLENTY: RateLimit = { rate: 1_000, burst: 1_000 };
const ONE: RateLimit = { rate: 1, burst: 1 };
const STAGE: StageLimits = { id: 'api/prod' };

test('a request without any limit is admitted', () => {
  expect(new GatewayLimiter(new ManualClock()).admit({ stage: STAGE, method: METHOD })).toEqual({ admitted: true });
});

test('the account throttle is shared by all stages', () => {
  const limiter = new GatewayLimiter(new ManualClock(), { rate: 10_000, burst: 5_000 });
  let admitted = 0;
  for (let i = 0; i < 10_000; i++) {
    if (limiter.admit({ stage: { id: `api${i % 3}/prod` }, method: METHOD }).admitted) admitted++;
  }
  expect(admitted).toBe(5_000);
  expect(limiter.admit({ stage: STAGE, method: METHOD })).toEqual({
    admitted: false,
    layer: 'account',
    response: 'THROTTLED',
    reason: 'account throttle is exhausted (rate 10000, burst 5000)',
  });
});

test('the default of a stage gives each method a bucket of its own', () => {
  const limiter = new GatewayLimiter(new ManualClock());
  const stage = { ...STAGE, default: ONE };
  expect(limiter.admit({ stage, method: 'GET /a' }).admitted).toBe(true);
  expect(limiter.admit({ stage, method: 'GET /b' }).admitted).toBe(true);
  expect(limiter.admit({ stage, method: 'GET /a' })).toMatchObject({ layer: 'stage-default' });
});

test('the limit of a method replaces the default of its stage', () => {
  const limiter = new GatewayLimiter(new ManualClock());
  const stage = { ...STAGE, default: ONE, methods: new Map([[METHOD, { rate: 1, burst: 2 }]]) };
  expect(limiter.admit({ stage, method: METHOD }).admitted).toBe(true);
  expect(limiter.admit({ stage, method: METHOD }).admitted).toBe(true);
  expect(limiter.admit({ stage, method: METHOD })).toMatchObject({
    layer: 'stage-method',
    reason: 'method throttle of stage api/prod for POST /events is exhausted (rate 1, burst 2)',
  });
});

test('each key of a plan has the plan limit for itself, over all its stages', () => {
  const limiter = new GatewayLimiter(new ManualClock());
  const plan = { id: 'gold', throttle: ONE };
  const ask = (keyId: string, id: string) => limiter.admit({ stage: { id }, method: METHOD, client: { keyId, plan } });
  expect(ask('k1', 'api/a').admitted).toBe(true);
  expect(ask('k2', 'api/a').admitted).toBe(true);
  expect(ask('k1', 'api/b')).toMatchObject({
    layer: 'plan',
    response: 'THROTTLED',
    reason: 'throttle of usage plan gold for key k1 is exhausted (rate 1, burst 1)',
  });
});

test('a method within a plan is refused first', () => {
  const limiter = new GatewayLimiter(new ManualClock(), { rate: 0, burst: 0 });
  const plan = {
    id: 'gold',
    throttle: { rate: 0, burst: 0 },
    methods: new Map([[STAGE.id, new Map([[METHOD, { rate: 0, burst: 0 }]])]]),
  };
  expect(limiter.admit({ stage: STAGE, method: METHOD, client: { keyId: 'k', plan } })).toMatchObject({
    layer: 'plan-method',
  });
  expect(limiter.admit({ stage: STAGE, method: 'GET /', client: { keyId: 'k', plan } })).toMatchObject({
    layer: 'plan',
  });
});

test('a used-up quota says Limit Exceeded, not Too Many Requests', () => {
  const limiter = new GatewayLimiter(new ManualClock());
  const client = { keyId: 'k', plan: { id: 'gold', quota: { limit: 1, period: 'MONTH' as const } } };
  expect(limiter.admit({ stage: STAGE, method: METHOD, client }).admitted).toBe(true);
  expect(limiter.admit({ stage: STAGE, method: METHOD, client })).toEqual({
    admitted: false,
    layer: 'plan-quota',
    response: 'QUOTA_EXCEEDED',
    reason: 'quota of usage plan gold for key k is used up (1 per MONTH)',
  });
});

test('a request refused by one layer takes nothing from the others', () => {
  const clock = new ManualClock();
  const limiter = new GatewayLimiter(clock, { rate: 0.001, burst: 2 });
  const stage = { ...STAGE, methods: new Map([['GET /slow', { rate: 0, burst: 0 }]]) };
  const client = {
    keyId: 'k',
    plan: { id: 'gold', throttle: { rate: 0.001, burst: 2 }, quota: { limit: 2, period: 'DAY' as const } },
  };
  for (let i = 0; i < 100; i++) expect(limiter.admit({ stage, method: 'GET /slow', client }).admitted).toBe(false);
  expect(limiter.admit({ stage, method: METHOD, client }).admitted).toBe(true);
  expect(limiter.admit({ stage, method: METHOD, client }).admitted).toBe(true);
});

test('no layer ever admits more than burst + rate x time, and no quota is exceeded', () => {
  const limit = fc.record({ rate: fc.integer({ min: 0, max: 200 }), burst: fc.nat(40) });
  fc.assert(
    fc.property(
      fc.record({ account: limit, stage: limit, plan: limit, planMethod: limit, quota: fc.nat(200) }),
      fc.array(fc.record({ gap: fc.nat(300), requests: fc.nat(40), key: fc.constantFrom('a', 'b') }), {
        maxLength: 40,
      }),
      (limits, steps) => {
        const clock = new ManualClock();
        const limiter = new GatewayLimiter(clock, limits.account);
        const stage: StageLimits = { ...STAGE, default: limits.stage };
        const plan: PlanLimits = {
          id: 'p',
          throttle: limits.plan,
          methods: new Map([[STAGE.id, new Map([[METHOD, limits.planMethod]])]]),
          quota: { limit: limits.quota, period: 'DAY' },
        };
        const admitted = { a: 0, b: 0 };
        for (const { gap, requests, key } of steps) {
          clock.advance(gap);
          for (let i = 0; i < requests; i++) {
            if (limiter.admit({ stage, method: METHOD, client: { keyId: key, plan } }).admitted) admitted[key]++;
          }
        }
        const most = ({ rate, burst }: RateLimit) => burst + (rate * clock.now()) / 1_000 + 1e-6;
        const total = admitted.a + admitted.b;
        expect(total).toBeLessThanOrEqual(most(limits.account));
        expect(total).toBeLessThanOrEqual(most(limits.stage));
        for (const count of Object.values(admitted)) {
          expect(count).toBeLessThanOrEqual(most(limits.plan));
          expect(count).toBeLessThanOrEqual(most(limits.planMethod));
          expect(count).toBeLessThanOrEqual(limits.quota);
        }
      },
    ),
  );
});

test('plenty everywhere admits everything', () => {
  const limiter = new GatewayLimiter(new ManualClock(), PLENTY);
  const client = { keyId: 'k', plan: { id: 'p', throttle: PLENTY, quota: { limit: 100, period: 'WEEK' as const } } };
  for (let i = 0; i < 100; i++) {
    expect(limiter.admit({ stage: { ...STAGE, default: PLENTY }, method: METHOD, client }).admitted).toBe(true);
  }
});
