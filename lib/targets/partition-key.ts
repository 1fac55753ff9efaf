import { checkPattern } from '../checks/pattern';

const HEADER_NAME = /^[A-Za-z0-9!#$%&*+.^_`|~-]+$/;
const PARAMETER_NAME = /^[A-Za-z0-9._:-]+$/;
const BODY_PATH = /^\$(?:\.[A-Za-z_][A-Za-z0-9_-]*|\[\d+\])+$/;
const CONTEXT_VARIABLE = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*$/;
const EXPRESSION = /^\$\{?[A-Za-z]/;

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
    return PartitionKey.ofLines([
      '#foreach($name in $input.params().header.keySet())',
      `#if($name.toLowerCase() == '${name.toLowerCase()}')`,
      '#set($partitionKey = $input.params().header.get($name))',
      '#end',
      '#end',
    ]);
  }

  /** The value of a path parameter, e.g. `device` on the route `/devices/{device}/events`. */
  public static fromPath(parameter: string): PartitionKey {
    checkPattern('parameter', parameter, PARAMETER_NAME, 'the name of a path parameter, without braces');
    return PartitionKey.ofValue(`$input.params().path.get('${parameter}')`, parameter);
  }

  /** The value of a query string parameter. */
  public static fromQuery(parameter: string): PartitionKey {
    checkPattern('parameter', parameter, PARAMETER_NAME, 'the name of a query string parameter');
    return PartitionKey.ofValue(`$input.params().querystring.get('${parameter}')`);
  }

  /**
   * A field of the event, e.g. `$.customer.id`; in a batch, of each record's `data`. Numbers and booleans are used as
   * text.
   */
  public static fromBody(jsonPath: string): PartitionKey {
    checkPattern('jsonPath', jsonPath, BODY_PATH, "a path of names and indexes, e.g. '$.customer.id'");
    return new PartitionKey(
      `#set($partitionKey = $input.path('${jsonPath}'))\n`,
      `#set($partitionKey = $input.path("$.records[$at].data${jsonPath.slice(1)}"))\n`,
      undefined,
    );
  }

  /** A `$context` variable, e.g. `identity.sourceIp` or `authorizer.principalId`. */
  public static fromContext(variable: string): PartitionKey {
    checkPattern('variable', variable, CONTEXT_VARIABLE, "a $context variable without its '$context.'");
    if (variable === 'requestId') {
      throw new Error("'variable' must not be 'requestId', which a client can set: use PartitionKey.spread()");
    }
    return PartitionKey.ofValue(`$context.${variable}`);
  }

  /**
   * A key computed by a VTL reference of your own, e.g. `$util.urlDecode($input.params('device'))`. The result is
   * escaped like every other key; the reference itself is trusted.
   */
  public static computed(reference: string): PartitionKey {
    checkPattern('reference', reference, EXPRESSION, "a VTL reference, e.g. '$context.identity.sourceIp'");
    return PartitionKey.ofValue(reference);
  }

  /** No key of the client's: the request's extended id, so that load spreads evenly over the shards. */
  public static spread(): PartitionKey {
    return PartitionKey.ofLines([]);
  }

  /**
   * The `partitionKey` field that stands beside `data` in each record of a batch.
   * @internal
   */
  public static _fromRecord(): PartitionKey {
    return new PartitionKey('', '#set($partitionKey = $record.partitionKey)\n', undefined);
  }

  private static ofValue(reference: string, pathParameter?: string): PartitionKey {
    return PartitionKey.ofLines([`#set($partitionKey = ${reference})`], pathParameter);
  }

  private static ofLines(lines: string[], pathParameter?: string): PartitionKey {
    const text = lines.map((line) => `${line}\n`).join('');
    return new PartitionKey(text, text, pathParameter);
  }

  private constructor(
    private readonly forEvent: string,
    private readonly forRecord: string,
    private readonly pathParameter: string | undefined,
  ) {}

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

  private checkPath(routePath: string): void {
    if (this.pathParameter === undefined || routePath.includes(`{${this.pathParameter}}`)) return;
    throw new Error(
      `'partitionKey' is the path parameter '${this.pathParameter}', which the route '${routePath}' does not have: ` +
        `add '{${this.pathParameter}}' to its path`,
    );
  }
}
