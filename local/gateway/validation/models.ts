import Ajv from 'ajv-draft-04';
import { DRAFT_4_OPTIONS } from '../../../schema-compiler/draft-04';
import { PropertyReader, type Resource } from '../../assembly';
import { GatewayError } from '../errors';
import { validationErrorString } from './error-text';
import { isJsonRecord } from './json-record';

/** Models every API is born with. */
const BUILT_IN = {
  Empty: { $schema: 'http://json-schema.org/draft-04/schema#', title: 'Empty Schema', type: 'object' },
  Error: {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: 'Error Schema',
    type: 'object',
    properties: { message: { type: 'string' } },
  },
} as const;

/** What a parsed body lacks of a model, in the words of `$context.error.validationErrorString`; undefined if nothing. */
export type ModelValidator = (body: unknown) => string | undefined;

/** The models of one API; each is compiled once, when a method first needs it. */
export class Models {
  private readonly ajv = new Ajv({ ...DRAFT_4_OPTIONS, verbose: true });
  private readonly positions = new Map<string, string>();

  /** @param resources Of type AWS::ApiGateway::Model, of one API */
  public constructor(
    private readonly apiId: string,
    resources: readonly Resource[],
  ) {
    for (const resource of resources) {
      const reader = PropertyReader.of(resource);
      this.add(resource.physicalId, reader.tryJson('Schema') ?? {}, `${reader.position}.Schema`);
    }
    for (const [name, schema] of Object.entries(BUILT_IN)) {
      if (!this.positions.has(name)) this.add(name, schema, name);
    }
  }

  /**
   * A model by name, ready to say what a body lacks; undefined for `Empty`, which accepts whatever is sent.
   * @param asker Where the model is named
   */
  public validator(name: string, asker: string): ModelValidator | undefined {
    if (name === 'Empty' && this.positions.get(name) === name) return undefined;
    const position = this.positions.get(name);
    if (position === undefined) {
      throw new GatewayError('GATEWAY_UNKNOWN_REFERENCE', `the API has no model '${name}'`, asker);
    }
    try {
      const validate = this.ajv.getSchema(this.url(name));
      if (validate !== undefined)
        return (body) => (validate(body) ? undefined : validationErrorString(validate.errors));
      throw new Error('it cannot be found again');
    } catch (error) {
      throw invalid(error, position);
    }
  }

  private add(name: string, schema: unknown, position: string): void {
    try {
      const parsed: unknown = typeof schema === 'string' ? JSON.parse(schema) : schema;
      if (!isJsonRecord(parsed)) throw new Error('must be an object');
      // `$schema` may name a later draft; API Gateway reads all as draft 4. An `id` would move the schema elsewhere.
      const { $schema: _draft, id: _id, ...rest } = parsed;
      this.ajv.addSchema(rest, this.url(name));
      this.positions.set(name, position);
    } catch (error) {
      throw invalid(error, position);
    }
  }

  private url(name: string): string {
    return `https://apigateway.amazonaws.com/restapis/${this.apiId}/models/${name}`;
  }
}

function invalid(error: unknown, position: string): GatewayError {
  const reason = error instanceof Error ? error.message : String(error);
  return new GatewayError('GATEWAY_INVALID_MODEL', reason, position, { cause: error });
}
