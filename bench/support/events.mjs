import { createHash } from 'node:crypto';

const WORDS = 'door garden order chair blue later please Monday evening cushion returned parcel gift street note'.split(
  ' ',
);

/**
 * Events as JSON of so many bytes each, at least 200: one shape, ids and figures that differ, words that compress as
 * words do. The same for the same arguments.
 */
export function eventsOf(count, bytes) {
  return Array.from({ length: count }, (_, index) => {
    const id = createHash('sha256').update(String(index)).digest('hex');
    const event = {
      id: id.slice(0, 32),
      kind: 'order.placed',
      time: new Date(1_767_225_600_000 + index * 137).toISOString(),
      price: Number.parseInt(id.slice(32, 36), 16) / 100,
      note: '',
    };
    const room = bytes - JSON.stringify(event).length;
    for (let at = 0; event.note.length < room; at++) {
      event.note += `${WORDS[Number.parseInt(id.slice(at % 60, (at % 60) + 4), 16) % WORDS.length]} `;
    }
    event.note = event.note.slice(0, room);
    return JSON.stringify(event);
  });
}
