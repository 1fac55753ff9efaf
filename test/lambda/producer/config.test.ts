import { ConfigError, readConfig } from '../../../lambda/producer/config';

const GOOD = {
  service: 'kinesis',
  name: 'events',
  region: 'eu-west-1',
  maxRecordBytes: 1_048_576,
  batch: true,
  key: { from: 'record', name: '' },
  enrich: true,
  schemaVersion: null,
  corsOrigin: '*',
};

test('a configuration is read as it was written', () => {
  expect(readConfig(JSON.stringify(GOOD))).toEqual(GOOD);
});

test.each<[string | undefined, string, RegExp]>([
  [undefined, 'Missing', /PRODUCER_CONFIG is not set/],
  ['{', 'NotJson', /not JSON/],
  ['null', 'WrongShape', /'\.'/],
  [JSON.stringify({ ...GOOD, service: 'sqs' }), 'WrongShape', /'service'/],
  [JSON.stringify({ ...GOOD, key: { from: 'magic', name: '' } }), 'WrongShape', /'key\.from'/],
  [JSON.stringify({ ...GOOD, key: undefined }), 'WrongShape', /'key'/],
  [JSON.stringify({ ...GOOD, name: 1 }), 'WrongShape', /'name'/],
  [JSON.stringify({ ...GOOD, batch: 'yes' }), 'WrongShape', /'batch'/],
  [JSON.stringify({ ...GOOD, maxRecordBytes: '1' }), 'WrongShape', /'maxRecordBytes'/],
  [JSON.stringify({ ...GOOD, corsOrigin: undefined }), 'WrongShape', /'corsOrigin'/],
])('fails %s', (text, code, message) => {
  expect(() => readConfig(text)).toThrow(message);
  expect(() => readConfig(text)).toThrow(expect.objectContaining({ name: ConfigError.name, code }));
});
