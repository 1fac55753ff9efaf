import Ajv from 'ajv-draft-04';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  type IIngestionTarget,
  IngestionApi,
  KinesisPutRecordsTarget,
  KinesisPutRecordTarget,
  type RouteOptions,
} from 'cdk-sluice';
import { namedResources } from '../../support/templates';

type Resources = ReturnType<typeof namedResources>;

/** Whether the model that would be deployed takes a body. */
function model(makeTarget: (resources: Resources) => IIngestionTarget, options: RouteOptions = {}) {
  const stack = new Stack(new App(), 'Test');
  new IngestionApi(stack, 'Api').addRoute('/events', makeTarget(namedResources(stack)), options);
  const [found] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::Model'));
  return new Ajv({ strict: false }).compile(found?.Properties.Schema);
}

const one = ({ stream }: Resources) => new KinesisPutRecordTarget({ stream });
const batch = ({ stream }: Resources) => new KinesisPutRecordsTarget({ stream });

describe('the model of one event', () => {
  test.each([{ a: 1 }, { a: null }, { records: [] }])('takes %j', (body) => {
    expect(model(one)(body)).toBe(true);
  });

  // An empty body reads as {} to API Gateway.
  test.each([{}, [], [{ a: 1 }], 'text', 7, true, null])('refuses %j', (body) => {
    expect(model(one)(body)).toBe(false);
  });

  test("holds an event to the user's schema, and still refuses an empty one that it would take", () => {
    const lax = model(one, { eventSchema: { properties: { a: { type: 'string' } } } });
    expect([lax({ a: 'x' }), lax({ a: 1 }), lax({}), lax([])]).toEqual([true, false, false, false]);
  });

  test("keeps the user's references to the root of the schema", () => {
    const tree = { type: 'object', properties: { child: { $ref: '#' } }, additionalProperties: false };
    const holds = model(one, { eventSchema: tree });
    expect([holds({ child: { child: { child: {} } } }), holds({ child: { other: 1 } })]).toEqual([false, false]);
    const named = model(one, { eventSchema: { properties: { a: { type: 'string' }, b: { $ref: '#/properties/a' } } } });
    expect([named({ b: 'x' }), named({ b: 1 })]).toEqual([true, false]);
  });
});

describe('the model of a batch', () => {
  const records = (...data: unknown[]) => ({ records: data.map((value) => ({ data: value })) });

  test.each([{ a: 1 }, [], 1, 0, '', 'text', true, false])('takes %j as data', (data) => {
    expect(model(batch)(records(data))).toBe(true);
  });

  test.each([
    [records(null)],
    [{ records: [{}] }],
    [{ records: [] }],
    [{ records: {} }],
    [{}],
    [[]],
    [{ records: ['x'] }],
    [{ records: [{ data: 1, partitionKey: 7 }] }],
    [records(...Array.from({ length: 501 }, () => 1))],
  ])('refuses %j', (body) => {
    expect(model(batch)(body)).toBe(false);
  });

  test("holds each data to the user's schema, and still refuses null that it would take", () => {
    const holds = model(batch, { eventSchema: { required: ['id'] } });
    expect([holds(records({ id: 1 })), holds(records({})), holds(records(null))]).toEqual([true, false, false]);
  });

  test("keeps the user's definitions", () => {
    const eventSchema = { definitions: { id: { type: 'integer' } }, properties: { id: { $ref: '#/definitions/id' } } };
    const holds = model(batch, { eventSchema });
    expect([holds(records({ id: 1 })), holds(records({ id: 'x' }))]).toEqual([true, false]);
  });

  test('fails for a reference that would point elsewhere inside a batch', () => {
    const eventSchema = { properties: { child: { $ref: '#' } } };
    expect(() => model(batch, { eventSchema })).toThrow(
      "'eventSchema.properties.child.$ref' is '#', which would point elsewhere inside a batch: move its target to 'definitions'",
    );
  });
});
