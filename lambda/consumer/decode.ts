import { EventError } from './event-error';

/** How an event is handed over. */
export type EventFormat = 'json' | 'text' | 'bytes';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** The event in some bytes. @throws EventError for bytes that are none of that format: nothing is replaced */
export function decode(data: Buffer, format: EventFormat): unknown {
  return DECODERS[format](data);
}

const DECODERS: { readonly [format in EventFormat]: (data: Buffer) => unknown } = {
  bytes: (data) => data,
  text,
  json: (data) => {
    const json = text(data);
    try {
      return JSON.parse(json);
    } catch {
      // The cause is left out: it quotes the event.
      throw new EventError('not-json');
    }
  },
};

function text(data: Buffer): string {
  try {
    return UTF_8.decode(data);
  } catch {
    throw new EventError('not-utf8');
  }
}
