import { checkPattern } from '../checks/pattern';
import { mappingTemplate } from './mapping-template';

const HEADER_NAME = /^[A-Za-z0-9!#$%&*+.^_`|~-]+$/;
const PARAMETER_NAME = /^[A-Za-z0-9._:-]+$/;
const BODY_PATH = /^\$(?:\.[A-Za-z_][A-Za-z0-9_-]*|\[\d+\])+$/;
const CONTEXT_VARIABLE = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*$/;
const EXPRESSION = /^\$\{?[A-Za-z]/;

/**
 * What a function is told of `$context`. Source: Lambda developer guide, "Using AWS Lambda with API Gateway", event of a
 * REST API.
 */
const CONTEXT_OF_FUNCTION = new Set([
  'accountId',
  'apiId',
  'authorizer',
  'deploymentId',
  'domainName',
  'domainPrefix',
  'extendedRequestId',
  'httpMethod',
  'identity',
  'path',
  'protocol',
  'requestTime',
  'requestTimeEpoch',
  'resourceId',
  'resourcePath',
  'stage',
]);

/** Where a key comes from, as far as code can read it there. */
interface KeySource {
  readonly from: 'header' | 'path' | 'query' | 'body' | 'context' | 'record' | 'spread' | 'computed';
  /** Of the header, parameter, variable, or path in the body. */
  readonly name: string;
}

/**
 * Where the partition key of an event comes from. Whatever a client puts there is data: it is escaped into the
 * request and cannot change the stream or set an `ExplicitHashKey`. A key that is absent or empty becomes the
 * request's extended id (in a batch followed by `-` and the record's index), so that load spreads.
 *
 * Kinesis takes 1 to 256 Unicode characters; a longer key is refused with 400.
 */
export class PartitionKey {
  /**
   * The value of a request header, in any letter case: HTTP/2 clients send lower case, and API Gateway's own look-up
   * is case-sensitive. Of several such headers the last one counts. Visible ASCII is promised, other bytes are not.
   */
  public static fromHeader(name: string): PartitionKey {
    checkPattern('header', name, HEADER_NAME, 'an HTTP header name, e.g. X-Partition-Key');
    const lines = mappingTemplate('partition-key-header.vtl', { header: name.toLowerCase() });
    return new PartitionKey(lines, lines, { from: 'header', name });
  }

  /** The value of a path parameter, e.g. `device` on the route `/devices/{device}/events`. */
  public static fromPath(parameter: string): PartitionKey {
    checkPattern('parameter', parameter, PARAMETER_NAME, 'the name of a path parameter, without braces');
    const lines = keyFrom(`$input.params().path.get('${parameter}')`);
    return new PartitionKey(lines, lines, { from: 'path', name: parameter });
  }

  /** The value of a query string parameter. */
  public static fromQuery(parameter: string): PartitionKey {
    checkPattern('parameter', parameter, PARAMETER_NAME, 'the name of a query string parameter');
    return PartitionKey.ofValue(`$input.params().querystring.get('${parameter}')`, { from: 'query', name: parameter });
  }

  /**
   * A field of the event, e.g. `$.customer.id`; in a batch, of each record's `data`. Numbers and booleans are used as
   * text.
   */
  public static fromBody(jsonPath: string): PartitionKey {
    checkPattern('jsonPath', jsonPath, BODY_PATH, "a path of names and indexes, e.g. '$.customer.id'");
    return new PartitionKey(
      keyFrom(`$input.path('${jsonPath}')`),
      keyFrom(`$input.path("$.records[$at].data${jsonPath.slice(1)}")`),
      { from: 'body', name: jsonPath },
    );
  }

  /** A `$context` variable, e.g. `identity.sourceIp` or `authorizer.principalId`. */
  public static fromContext(variable: string): PartitionKey {
    checkPattern(
      'variable',
      variable,
      CONTEXT_VARIABLE,
      "a $context variable without its '$context.'; for names with other characters use PartitionKey.computed",
    );
    if (variable === 'requestId') {
      throw new Error("'variable' must not be 'requestId', which a client can set: use PartitionKey.spread()");
    }
    return PartitionKey.ofValue(`$context.${variable}`, { from: 'context', name: variable });
  }

  /**
   * A key computed by a VTL reference of your own, e.g. `$util.urlDecode($input.params('device'))`. The result is
   * escaped like every other key; the reference itself is trusted.
   */
  public static computed(reference: string): PartitionKey {
    checkPattern('reference', reference, EXPRESSION, "a VTL reference, e.g. '$context.identity.sourceIp'");
    return PartitionKey.ofValue(reference, { from: 'computed', name: reference });
  }

  /** No key of the client's: the request's extended id, so that load spreads evenly over the shards. */
  public static spread(): PartitionKey {
    return new PartitionKey('', '', { from: 'spread', name: '' });
  }

  /**
   * The `partitionKey` field that stands beside `data` in each record of a batch.
   * @internal
   */
  public static _fromRecord(): PartitionKey {
    return new PartitionKey('', keyFrom('$record.partitionKey'), { from: 'record', name: '' });
  }

  private static ofValue(reference: string, source: KeySource): PartitionKey {
    return new PartitionKey(keyFrom(reference), keyFrom(reference), source);
  }

  private constructor(
    private readonly forEvent: string,
    private readonly forRecord: string,
    private readonly source: KeySource,
  ) {}

  /**
   * Headers the key is read from.
   * @internal
   */
  public get _headers(): string[] {
    return this.source.from === 'header' ? [this.source.name] : [];
  }

  /**
   * VTL lines that set `$partitionKey` for a request of one event.
   * @internal
   */
  public _renderForEvent(routePath: string): string {
    this.checkPath(routePath);
    return this.forEvent;
  }

  /**
   * VTL lines that set `$partitionKey` inside the loop over a batch, where `$record` is the record and `$at` its index.
   * @internal
   */
  public _renderForRecord(routePath: string): string {
    this.checkPath(routePath);
    return this.forRecord;
  }

  /**
   * Where a function finds the key: headers in lower case.
   * @internal
   */
  public _readByFunction(routePath: string): { readonly from: string; readonly name: string } {
    this.checkPath(routePath);
    const { from, name } = this.source;
    if (from === 'computed') {
      throw new Error(
        `'partitionKey' must not be computed by VTL where a function reads it, got '${name}': take it from a header, ` +
          'parameter, field or context variable',
      );
    }
    if (from === 'context' && !CONTEXT_OF_FUNCTION.has(name.split('.')[0] ?? '')) {
      throw new Error(
        `'partitionKey' must be a variable that functions are told of, got '$context.${name}': take it from ` +
          [...CONTEXT_OF_FUNCTION].join(', '),
      );
    }
    return { from, name: from === 'header' ? name.toLowerCase() : name };
  }

  private checkPath(routePath: string): void {
    const { from, name } = this.source;
    if (from !== 'path' || routePath.includes(`{${name}}`) || routePath.includes(`{${name}+}`)) return;
    throw new Error(
      `'partitionKey' is the path parameter '${name}', which the route '${routePath}' does not have: ` +
        `add '{${name}}' to its path`,
    );
  }
}

function keyFrom(reference: string): string {
  return mappingTemplate('partition-key-value.vtl', { reference });
}
