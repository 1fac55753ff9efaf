const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';

type Schema = { readonly [key: string]: unknown };

/** A JSON object with at least one member: an empty body reads as `{}` to API Gateway and must not become an event. */
const ANY_EVENT: Schema = { $schema: DRAFT_4, type: 'object', minProperties: 1 };

/** Every JSON value but null, which the mapping engine would store as two quotes. */
const ANY_DATA: Schema = { type: ['object', 'array', 'number', 'string', 'boolean'] };

/** Schema of a request that is one event. */
export function eventBodySchema(eventSchema: Schema | undefined): Schema {
  if (eventSchema === undefined) return ANY_EVENT;
  const { $schema: _, allOf, ...event } = eventSchema;
  // Both hold: a lax schema must not let the `{}` of an empty body become an event.
  return {
    $schema: DRAFT_4,
    ...event,
    allOf: [...(Array.isArray(allOf) ? allOf : []), { type: 'object', minProperties: 1 }],
  };
}

/**
 * Schema of a batch whose records each hold an event in `data`. The definitions of the event's schema move to the
 * root, where their `#/definitions/…` references go on to work.
 */
export function batchBodySchema(eventSchema: Schema | undefined, withPartitionKey: boolean): Schema {
  const { $schema: _, definitions, ...event } = eventSchema ?? {};
  refuseRootReferences(event, 'eventSchema');
  refuseRootReferences(definitions, 'eventSchema.definitions');
  // Both hold: a lax schema must not let null through, which the engine would store as two quotes.
  const data = eventSchema === undefined ? ANY_DATA : { allOf: [ANY_DATA, event] };
  return {
    $schema: DRAFT_4,
    type: 'object',
    required: ['records'],
    properties: {
      records: {
        type: 'array',
        minItems: 1,
        maxItems: 500,
        items: {
          type: 'object',
          required: ['data'],
          properties: { data, ...(withPartitionKey ? { partitionKey: { type: 'string' } } : {}) },
        },
      },
    },
    ...(definitions === undefined ? {} : { definitions }),
  };
}

function refuseRootReferences(value: unknown, place: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === '$ref' && typeof child === 'string' && child.startsWith('#') && !child.startsWith('#/definitions/')) {
      throw new Error(
        `'${place}.$ref' is '${child}', which would point elsewhere inside a batch: move its target to 'definitions'`,
      );
    }
    refuseRootReferences(child, `${place}.${key}`);
  }
}
