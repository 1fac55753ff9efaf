import type { CallBudget } from '../java/value';
import type { CharTest, ParsedRegex, RegexNode } from './node';

/** What comes after a part of the expression: true when the rest matches from `position`. */
type Next = (position: number) => boolean;
type Step = (match: Matching, position: number, next: Next) => boolean;

/** Where the groups of a match lie: start and end of each, group 0 the whole; -1 for one that took no part. */
export type Groups = readonly number[];

/** A backtracking matcher as Java's is one, with the difference that its steps are counted. */
export class Matcher {
  private readonly step: Step;

  constructor(private readonly regex: ParsedRegex) {
    this.step = compile(regex.root);
  }

  /** The first match at or after `position`; `from` is where the one before ended. */
  public find(text: string, position: number, budget: CallBudget): Groups | undefined {
    for (let start = position; start <= text.length; start++) {
      const groups = this.matchAt(text, start, position, budget, () => true);
      if (groups) return groups;
    }
    return undefined;
  }

  /** True if the expression matches the text from end to end. */
  public matches(text: string, budget: CallBudget): boolean {
    return this.matchAt(text, 0, 0, budget, (end) => end === text.length) !== undefined;
  }

  private matchAt(text: string, start: number, from: number, budget: CallBudget, accept: Next): Groups | undefined {
    const match = new Matching(text, from, budget, this.regex.groupCount);
    let end = -1;
    const matched = this.step(match, start, (position) => {
      end = position;
      return accept(position);
    });
    return matched ? [start, end, ...match.groups.slice(2)] : undefined;
  }
}

class Matching {
  public readonly groups: number[];

  constructor(
    public readonly text: string,
    public readonly from: number,
    private readonly budget: CallBudget,
    groupCount: number,
  ) {
    this.groups = new Array<number>(2 * (groupCount + 1)).fill(-1);
  }

  public spend(): void {
    this.budget.spend(1);
  }
}

function compile(node: RegexNode): Step {
  switch (node.type) {
    case 'char':
      return (match, position, next) => {
        match.spend();
        const width = widthOf(match.text, position, node.test);
        return width > 0 && next(position + width);
      };
    case 'sequence':
      return node.nodes.map(compile).reduceRight<Step>(followedBy, (_match, position, next) => next(position));
    case 'choice': {
      const options = node.options.map(compile);
      return (match, position, next) => options.some((option) => option(match, position, next));
    }
    case 'repeat':
      return node.node.type === 'char' ? repeatChar(node.node.test, node) : repeat(compile(node.node), node);
    case 'group':
      return group(compile(node.node), node.index);
    case 'atomic':
      return atomic(compile(node.node));
    case 'look':
      return look(compile(node.node), node);
    case 'backreference':
      return backreference(node.index, node.ignoreCase);
    default:
      return (match, position, next) => node.holds(match.text, position, match.from) && next(position);
  }
}

function followedBy(rest: Step, step: Step): Step {
  return (match, position, next) => step(match, position, (after) => rest(match, after, next));
}

/** How many units the character at `position` takes if it passes; 0 if not. */
function widthOf(text: string, position: number, test: CharTest): number {
  const code = text.codePointAt(position);
  if (code === undefined || !test(code)) return 0;
  return code > 0xffff ? 2 : 1;
}

type Repeat = Extract<RegexNode, { type: 'repeat' }>;

/** A repeated character needs no recursion: it runs on and gives back. */
function repeatChar(test: CharTest, { min, max, mode }: Repeat): Step {
  if (mode === 'lazy') {
    return (match, start, next) => {
      let position = start;
      for (let count = 0; ; count++) {
        match.spend();
        if (count >= min && next(position)) return true;
        const width = count < max ? widthOf(match.text, position, test) : 0;
        if (width === 0) return false;
        position += width;
      }
    };
  }
  return (match, start, next) => {
    let position = start;
    let count = 0;
    for (; count < max; count++) {
      match.spend();
      const width = widthOf(match.text, position, test);
      if (width === 0) break;
      position += width;
    }
    if (mode === 'possessive') return count >= min && next(position);
    for (; count >= min; count--) {
      match.spend();
      if (next(position)) return true;
      if (count > 0) position -= isPairBefore(match.text, position) ? 2 : 1;
    }
    return false;
  };
}

function isPairBefore(text: string, position: number): boolean {
  return position >= 2 && (text.codePointAt(position - 2) ?? 0) > 0xffff;
}

function repeat(step: Step, { min, max, mode }: Repeat): Step {
  const run = (match: Matching, start: number, next: Next, count: number): boolean => {
    match.spend();
    const again = () =>
      count < max &&
      // After a turn that takes nothing there is no other: it would go on for ever.
      step(match, start, (after) =>
        after === start && count >= min ? next(after) : run(match, after, next, count + 1),
      );
    if (count < min) return again();
    return mode === 'lazy' ? next(start) || again() : again() || next(start);
  };
  const greedy: Step = (match, position, next) => run(match, position, next, 0);
  return mode === 'possessive' ? atomic(greedy) : greedy;
}

function group(step: Step, index: number): Step {
  return (match, start, next) => {
    const { groups } = match;
    const [oldStart = -1, oldEnd = -1] = groups.slice(2 * index, 2 * index + 2);
    const matched = step(match, start, (end) => {
      const before = groups.slice(2 * index, 2 * index + 2);
      groups[2 * index] = start;
      groups[2 * index + 1] = end;
      if (next(end)) return true;
      groups[2 * index] = before[0] ?? -1;
      groups[2 * index + 1] = before[1] ?? -1;
      return false;
    });
    if (!matched) {
      groups[2 * index] = oldStart;
      groups[2 * index + 1] = oldEnd;
    }
    return matched;
  };
}

/** Takes the first way to match and no other. */
function atomic(step: Step): Step {
  return (match, position, next) => {
    let end = -1;
    const matched = step(match, position, (after) => {
      end = after;
      return true;
    });
    return matched && next(end);
  };
}

function look(step: Step, { behind, negative }: Extract<RegexNode, { type: 'look' }>): Step {
  const found = (match: Matching, position: number): boolean => {
    if (!behind) return step(match, position, () => true);
    for (let start = position; start >= 0; start--) {
      if (step(match, start, (end) => end === position)) return true;
    }
    return false;
  };
  return (match, position, next) => found(match, position) !== negative && next(position);
}

function backreference(index: number, ignoreCase: boolean): Step {
  return (match, position, next) => {
    const [start = -1, end = -1] = match.groups.slice(2 * index, 2 * index + 2);
    if (start < 0) return false;
    const expected = match.text.slice(start, end);
    const actual = match.text.slice(position, position + expected.length);
    const same = ignoreCase ? actual.toLowerCase() === expected.toLowerCase() : actual === expected;
    return same && next(position + expected.length);
  };
}
