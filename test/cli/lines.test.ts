import { Readable } from 'node:stream';
import { linesOf } from '../../cli/lines';

async function lines(...chunks: (string | Buffer)[]): Promise<string[]> {
  const found: string[] = [];
  for await (const line of linesOf(Readable.from(chunks))) found.push(line);
  return found;
}

test('lines end at a newline, with or without a return before it', async () => {
  expect(await lines('a\r\nb\n\nc')).toEqual(['a', 'b', '', 'c']);
  expect(await lines('a\n')).toEqual(['a']);
  expect(await lines()).toEqual([]);
});

test('lines and their characters go on from chunk to chunk', async () => {
  const text = Buffer.from('für\r\n💣\n');
  expect(await lines(...[...text].map((byte) => Buffer.of(byte)))).toEqual(['für', '💣']);
});

test('no other separator ends a line', async () => {
  const text = 'a\u2028b\u2029c\u0085d\u000be\rf';
  expect(await lines(text)).toEqual([text]);
});
