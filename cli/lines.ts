import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a UTF-8 stream, which end at `\n` or `\r\n` alone: JSON texts may hold every other separator of lines.
 * `node:readline` divides at U+2028 as well, since Node.js 24.
 */
export async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  for await (const chunk of stream) {
    const pieces = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield withoutReturn(begun + piece);
      begun = '';
    }
    begun += last;
  }
  begun += decoder.end();
  if (begun !== '') yield withoutReturn(begun);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
