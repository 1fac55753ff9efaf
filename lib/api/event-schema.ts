/** Keywords that came after draft 4, and what draft 4 has for them. API Gateway ignores or refuses them. */
const LATER_KEYWORDS: { readonly [keyword: string]: string } = {
  const: "write an 'enum' of one value",
  contains: 'draft 4 has nothing for it: leave it out',
  propertyNames: "write 'patternProperties' with 'additionalProperties: false'",
  if: "write 'anyOf'",
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: "write 'anyOf'",
  else: "write 'anyOf'",
  $id: "write 'id', or leave it out",
  $defs: "write 'definitions'",
  dependentRequired: "write 'dependencies'",
  dependentSchemas: "write 'dependencies'",
  prefixItems: "write 'items' as a list",
  unevaluatedProperties: "write 'additionalProperties'",
};

/** Members of a schema whose values map names to schemas. */
const SCHEMA_MAPS = ['properties', 'patternProperties', 'definitions', 'dependencies'];
/** Members that are schemas, or lists of them. */
const SCHEMAS = ['items', 'additionalItems', 'additionalProperties', 'not', 'allOf', 'anyOf', 'oneOf'];

/** Throws unless `schema` looks like draft 4, the only draft API Gateway knows. */
export function checkEventSchema(prop: string, schema: { readonly [key: string]: unknown }): void {
  const dialect = schema.$schema;
  if (dialect !== undefined && (typeof dialect !== 'string' || !dialect.includes('draft-04'))) {
    throw new Error(
      `'${prop}.$schema' must be 'http://json-schema.org/draft-04/schema#', the draft API Gateway knows, got '${dialect}'`,
    );
  }
  checkSchema(prop, schema);
}

function checkSchema(place: string, schema: unknown): void {
  if (Array.isArray(schema)) {
    for (const [index, item] of schema.entries()) checkSchema(`${place}[${index}]`, item);
    return;
  }
  if (typeof schema !== 'object' || schema === null) return;
  for (const [keyword, value] of Object.entries(schema)) {
    const remedy = LATER_KEYWORDS[keyword];
    if (remedy !== undefined) throw new Error(`'${place}.${keyword}' is not in JSON Schema draft 4: ${remedy}`);
    if ((keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum') && typeof value === 'number') {
      const bound = keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum';
      throw new Error(`'${place}.${keyword}' must be true beside '${bound}' in draft 4, got ${value}`);
    }
    if (SCHEMAS.includes(keyword)) checkSchema(`${place}.${keyword}`, value);
    if (SCHEMA_MAPS.includes(keyword) && typeof value === 'object' && value !== null) {
      for (const [name, child] of Object.entries(value)) checkSchema(`${place}.${keyword}.${name}`, child);
    }
  }
}
