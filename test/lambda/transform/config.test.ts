import { readConfig } from '../../../lambda/transform/config';

test('a configuration is read as the construct writes it', () => {
  expect(readConfig('{"version":1,"steps":[]}')).toEqual({ version: 1, steps: [] });
});

test.each([
  [undefined, 'TRANSFORM_CONFIG_UNREADABLE'],
  ['{', 'TRANSFORM_CONFIG_UNREADABLE'],
  ['{"version":2,"steps":[]}', 'TRANSFORM_CONFIG_VERSION'],
  ['{"version":1}', 'TRANSFORM_CONFIG_VERSION'],
  ['null', 'TRANSFORM_CONFIG_VERSION'],
])('fails for %s', (text, code) => {
  expect(() => readConfig(text)).toThrow(code);
});
