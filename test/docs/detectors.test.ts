import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DETECTOR_NAMES } from '../../lambda/transform/detect/finder';
import { readCorpus } from '../lambda/transform/corpus/corpus';
import { measure } from '../lambda/transform/corpus/measure';

const PAGE = resolve(__dirname, '../../docs/transform.md');

test('docs/transform.md gives what the detectors reach on texts they were not tuned on', () => {
  const { measured } = measure(readCorpus().heldOut, DETECTOR_NAMES);
  const rows = measured.map(({ kind, recall, precision, count }) => {
    const figures = count === 0 ? ['none there', '', '0'] : [recall.toFixed(2), precision.toFixed(2), String(count)];
    return `| \`${kind}\` | ${figures.join(' | ')} |`;
  });
  const table = ['| kind | recall | precision | in the corpus |', '|---|---|---|---|', ...rows].join('\n');
  expect(readFileSync(PAGE, 'utf8')).toContain(`<!-- detectors -->\n${table}\n<!-- /detectors -->`);
});
