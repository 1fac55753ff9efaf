import { createHmac } from 'node:crypto';
import { assert, property, string, uint8Array } from 'fast-check';
import { HmacKey } from '../../../local/sigv4/hash';

test('a key that signs often signs as HMAC with SHA-256 does, each time anew', () => {
  assert(
    property(
      uint8Array({ minLength: 1, maxLength: 64 }),
      string({ unit: 'binary' }),
      string(),
      (bytes, first, second) => {
        const key = new HmacKey(bytes);
        for (const text of [first, second, first]) {
          expect(key.sign(text)).toEqual(createHmac('sha256', bytes).update(text).digest());
        }
      },
    ),
  );
});
