import { loadDeployment } from '../../../../local/assembly';
import { type SynthResult, synthReferenceApp } from '../../../support/reference-app';

let app: SynthResult;
beforeAll(() => {
  app = synthReferenceApp({ context: { stage: 'dev' } });
});
afterAll(() => app.dispose());

test('all of the reference app is run here, or harmless to leave out', () => {
  const { entries, counts } = loadDeployment(app.outdir, { stage: 'dev' }).coverage();
  expect(entries.filter(({ status }) => status === 'not-emulated')).toEqual([]);
  expect(counts.run).toBeGreaterThan(200);
});
