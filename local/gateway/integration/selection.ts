import { JavaRegex } from '../../vtl/regex/regex';
import { GatewayError } from '../errors';

/** Whether a whole text matches. */
export type Pattern = (text: string) => boolean;

/** Steps that one match may take: a pattern that backtracks without end must not stop the server. */
const STEPS = 1_000_000;

/** Compiles a Java regular expression that has to match the whole text. */
export function compilePattern(source: string, position: string): Pattern {
  // Most patterns are statuses.
  if (/^\w+$/.test(source)) return (text) => text === source;
  let regex: JavaRegex;
  try {
    regex = JavaRegex.of(source);
    regex.matches('', budget());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('GATEWAY_INVALID_PATTERN', `'${source}': ${reason}`, position, { cause: error });
  }
  const known = new Map<string, boolean>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    let result = false;
    try {
      result = regex.matches(text, budget());
    } catch {
      // Out of steps: counts as no match.
    }
    // Statuses repeat, messages do not.
    if (text.length <= 3) known.set(text, result);
    return result;
  };
}

function budget() {
  let left = STEPS;
  return {
    spend: (steps: number) => {
      left -= steps;
      if (left < 0) throw new RangeError('the pattern takes too many steps');
    },
    checkLength: () => undefined,
  };
}
