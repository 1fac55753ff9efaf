import { Token } from 'aws-cdk-lib';

/** Keys a prefix may and must use. */
export interface PartitionKeys {
  /** Names taken from the event by jq. */
  readonly fromQuery: string[];
  /** Names given by the transform. */
  readonly fromTransform: string[];
}

/** One `!{namespace:value}` of a prefix. */
export interface PrefixExpression {
  readonly namespace: string;
  readonly value: string;
}

const EXPRESSION = /!\{([^{}:]*):([^{}]*)\}/g;
const QUERY = 'partitionKeyFromQuery';
const TRANSFORM = 'partitionKeyFromLambda';

/** Letters of Java's DateTimeFormatter that a date and time in UTC can fill. */
const PATTERN_LETTERS = /^[GuyYDMLdQqwWEecFaBhHkKmsSAnNVzOXxZ]*$/;

/** Firehose's limit of the field. Source: Firehose API reference, ExtendedS3DestinationConfiguration. */
const MAX_LENGTH = 1_024;

/** The expressions of a prefix. */
export function expressionsOf(prefix: string): PrefixExpression[] {
  return [...prefix.matchAll(EXPRESSION)].map(([, namespace = '', value = '']) => ({ namespace, value }));
}

/** What stands before the first expression, without the name of a partition: what all keys of the prefix begin with. */
export function staticPart(prefix: string): string {
  const at = prefix.indexOf('!{');
  return at < 0 ? prefix : prefix.slice(0, at).replace(/[^/]*=$/, '');
}

/**
 * Throws unless `prefix` is legal for delivered objects.
 * Source: Firehose developer guide, "Custom prefixes for Amazon S3 objects" and "Dynamic partitioning".
 */
export function checkPrefix(prefix: string, keys: PartitionKeys): void {
  const refuse = (must: string) => {
    throw new Error(`'prefix' must ${must}, got '${prefix}'`);
  };
  const staticText = staticPart(prefix);
  if (staticText === '' || staticText.startsWith('/')) {
    refuse("begin with a name such as 'events/', to which the delivery's role is confined");
  }
  // Firehose counts the text after deployment, where a token has become something else.
  if (!Token.isUnresolved(prefix) && prefix.length > MAX_LENGTH) {
    refuse(`be of at most ${MAX_LENGTH} characters`);
  }
  if (prefix.replace(EXPRESSION, '').includes('!{')) {
    refuse("write every expression as '!{namespace:value}'");
  }
  for (const { namespace, value } of expressionsOf(prefix)) {
    const complaint = complaintAbout(namespace, value, keys);
    if (complaint !== undefined) refuse(complaint);
  }
  if (Token.isUnresolved(prefix)) return;
  for (const [namespace, names] of [
    [QUERY, keys.fromQuery],
    [TRANSFORM, keys.fromTransform],
  ] as const) {
    for (const name of names) {
      if (!prefix.includes(`!{${namespace}:${name}}`))
        refuse(`use every partition key, e.g. '!{${namespace}:${name}}'`);
    }
  }
}

/** What is wrong with an expression, as the end of "'prefix' must"; undefined when it is legal. */
function complaintAbout(namespace: string, value: string, keys: PartitionKeys): string | undefined {
  switch (namespace) {
    case 'timestamp':
      return complaintAboutTimestamp(value);
    case 'firehose':
      if (value === 'random-string') return undefined;
      return "use '!{firehose:random-string}' only: the error type belongs to the error prefix, which is made for you";
    case QUERY:
      return keys.fromQuery.includes(value) ? undefined : `name keys of 'partitionKeys' only, not '${value}'`;
    case TRANSFORM:
      return keys.fromTransform.includes(value)
        ? undefined
        : `name keys of 'transformPartitionKeys' only, not '${value}'`;
    default:
      return `use the namespaces timestamp, firehose, ${QUERY} and ${TRANSFORM} only, not '${namespace}'`;
  }
}

function complaintAboutTimestamp(pattern: string): string | undefined {
  const outsideQuotes = pattern.replace(/'[^']*'/g, '');
  if (pattern === '' || outsideQuotes.includes("'")) return 'close every quote of a timestamp pattern';
  const letters = outsideQuotes.replace(/[^A-Za-z]/g, '');
  if (!PATTERN_LETTERS.test(letters)) return `use pattern letters of Java's DateTimeFormatter, not '${pattern}'`;
  // The week's year differs from the calendar's around New Year.
  if (letters.includes('Y') && !letters.includes('w'))
    return "write the year as 'yyyy': 'YYYY' is the year of the week";
  return undefined;
}
