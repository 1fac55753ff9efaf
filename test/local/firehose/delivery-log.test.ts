import { deliveryStream, run } from './support';

test('a buffer is told of when it begins, with what it waits for, and a delivery with the ordinals of its puts', async () => {
  const told: object[] = [];
  const log = (entry: object): void => void told.push(entry);
  const rig = await run(deliveryStream({ BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 1 } }), { log });
  await rig.put('one', 'two');
  await rig.seconds(1);
  expect(told).toEqual([{ kind: 'buffering', stream: rig.stream.definition.name, output: 'data', interval: 60_000 }]);
  await rig.seconds(60);
  await rig.put('three');
  await rig.seconds(60);
  const ordinals = told.flatMap((entry) =>
    'ordinals' in entry ? [(entry as { ordinals(): unknown }).ordinals()] : [],
  );
  expect(ordinals).toEqual([[0, 1], [2]]);
});

test('the id of a put ends in its ordinal', async () => {
  const rig = await run(deliveryStream());
  const ordinals = await rig.stream.put([Buffer.from('one'), Buffer.from('two')]);
  expect(ordinals.map((ordinal) => rig.stream.recordId(ordinal).slice(-10))).toEqual(['0000000000', '0000000001']);
});
