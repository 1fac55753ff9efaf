import { Finder } from '../../../../lambda/transform/detect/finder';
import type { Sample, Span } from './corpus';

/** How well a kind is found. A finding counts where it begins and ends as the corpus says. */
export interface Measured {
  readonly kind: string;
  readonly recall: number;
  readonly precision: number;
  /** How many there are. */
  readonly count: number;
}

/** What is wrong of a text, to tune by. */
export interface Mistake {
  readonly text: string;
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

/** Finds all kinds together in all samples, so that what one detector takes for its own counts against another. */
export function measure(samples: readonly Sample[], kinds: readonly string[]) {
  const finder = new Finder(kinds);
  const mistakes: Mistake[] = [];
  const counts = new Map(kinds.map((kind) => [kind, { right: 0, found: 0, there: 0 }]));
  for (const { text, spans } of samples) {
    const found = finder.find(text) ?? [];
    const wrong = found.filter((finding) => !spans.some((span) => isSame(finding, span)));
    const missed = spans.filter((span) => !found.some((finding) => isSame(finding, span)));
    for (const { kind } of spans) (counts.get(kind) ?? fresh()).there++;
    for (const { kind } of found) (counts.get(kind) ?? fresh()).found++;
    for (const span of spans) if (!missed.includes(span)) (counts.get(span.kind) ?? fresh()).right++;
    const written = ({ kind, start, end }: Span) => `${kind}:${text.slice(start, end)}`;
    if (wrong.length + missed.length > 0) {
      mistakes.push({ text, missed: missed.map(written), wrong: wrong.map(written) });
    }
  }
  const measured = [...counts].map(([kind, { right, found, there }]): Measured => {
    return { kind, recall: there === 0 ? 1 : right / there, precision: found === 0 ? 1 : right / found, count: there };
  });
  return { measured, mistakes };
}

function isSame(one: Span, other: Span): boolean {
  return one.kind === other.kind && one.start === other.start && one.end === other.end;
}

function fresh() {
  return { right: 0, found: 0, there: 0 };
}
