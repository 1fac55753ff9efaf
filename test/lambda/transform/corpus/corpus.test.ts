import { readCorpus } from './corpus';

const { tuning, heldOut } = readCorpus();

test('the corpus is the same in every run', () => {
  expect(readCorpus()).toEqual({ tuning, heldOut });
});

test.each(['email', 'card', 'iban', 'ip', 'phone'])('both halves hold many of %s', (kind) => {
  for (const half of [tuning, heldOut]) {
    expect(half.flatMap(({ spans }) => spans.filter((span) => span.kind === kind)).length).toBeGreaterThan(60);
  }
});
