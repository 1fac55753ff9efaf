/** How long an incomplete group waits for more, in milliseconds. */
const LINGER = 200;

type Read<T> = { readonly item: T } | { readonly end: true } | { readonly error: unknown };

/**
 * Items in groups of a size. One that is not full goes on as it is where nothing more comes for a moment: a pipe may
 * stay open for long.
 *
 * @throws What `items` throws, once what came before is on its way
 */
export async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  const iterator = items[Symbol.asyncIterator]();
  let next = read(iterator);
  for (;;) {
    const group: T[] = [];
    let got: Read<T> | 'lingered' = await next;
    const lingering = size > 1 ? linger() : undefined;
    while (got !== 'lingered' && 'item' in got) {
      group.push(got.item);
      next = read(iterator);
      if (group.length >= size) break;
      got = lingering === undefined ? await next : await Promise.race([next, lingering.over]);
    }
    lingering?.end();
    if (group.length > 0) yield group;
    if (got !== 'lingered' && 'error' in got) throw got.error;
    if (got !== 'lingered' && 'end' in got) return;
  }
}

/** A failure is a value: it may come while the group before it is on its way. */
function read<T>(iterator: AsyncIterator<T>): Promise<Read<T>> {
  return iterator.next().then(
    ({ done, value }): Read<T> => (done === true ? { end: true } : { item: value as T }),
    (error: unknown): Read<T> => ({ error }),
  );
}

function linger(): { readonly over: Promise<'lingered'>; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<'lingered'>((resolve) => {
    timer = setTimeout(() => resolve('lingered'), LINGER);
  });
  return { over, end: () => clearTimeout(timer) };
}
