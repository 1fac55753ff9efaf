import { join } from 'node:path';
import fc from 'fast-check';

// Address arithmetic is the constructs' own and not exported: the tests take it from where jsii put it.
const { IpRange } = jest.requireActual<{ IpRange: RangeClass }>(
  join(require.resolve('cdk-sluice'), '../network/ip-range.js'),
);

interface Range {
  readonly prefixLength: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly size: bigint;
  readonly hasHostBits: boolean;
  readonly isIpv6: boolean;
  contains(other: Range): boolean;
  overlaps(other: Range): boolean;
  subdivide(count: number, prefixLength: number): Range[];
  toString(): string;
}

interface RangeClass {
  tryParse(text: string): Range | undefined;
  parse(subject: string, text: string): Range;
}

const range = (text: string) => IpRange.parse("'cidr'", text);
const ipv4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`);
const ipv6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([address, bits]) => `${address}/${bits}`);
const cidr = fc.oneof(ipv4, ipv6);
/** Blocks near each other, so that they overlap often enough. */
const near = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 }))
  .map(([last, bits]) => `10.0.0.${last}/${bits}`);
const parsed = (text: string) => {
  const found = IpRange.tryParse(text);
  if (found === undefined) throw new Error(`no range: ${text}`);
  return found;
};

describe('every block', () => {
  test('reads back as it is written', () => {
    fc.assert(
      fc.property(cidr, (text) => {
        const written = String(parsed(text));
        expect(String(range(written))).toBe(written);
        expect(range(written).first).toBe(parsed(text).first);
      }),
    );
  });

  test('begins at a multiple of its size and has as many addresses as its prefix leaves', () => {
    fc.assert(
      fc.property(cidr, (text) => {
        const { first, last, size, prefixLength, isIpv6 } = parsed(text);
        expect(first % size).toBe(0n);
        expect(last - first + 1n).toBe(size);
        expect(size).toBe(2n ** BigInt((isIpv6 ? 128 : 32) - prefixLength));
      }),
    );
  });

  test('contains itself and overlaps itself', () => {
    fc.assert(fc.property(cidr, (text) => parsed(text).contains(parsed(text)) && parsed(text).overlaps(parsed(text))));
  });
});

describe('two blocks', () => {
  test('overlap where they share an address, either way round', () => {
    fc.assert(
      fc.property(near, near, (a, b) => {
        const [one, other] = [parsed(a), parsed(b)];
        const shared = Array.from({ length: 256 }, (_, index) => range(`10.0.0.${index}/32`)).some(
          (address) => one.contains(address) && other.contains(address),
        );
        expect(one.overlaps(other)).toBe(shared);
        expect(other.overlaps(one)).toBe(shared);
      }),
    );
  });

  test('overlap only where one contains the other, as blocks of powers of two do', () => {
    fc.assert(
      fc.property(near, near, (a, b) => {
        const [one, other] = [parsed(a), parsed(b)];
        expect(one.overlaps(other)).toBe(one.contains(other) || other.contains(one));
      }),
    );
  });

  test('of different families never meet', () => {
    fc.assert(fc.property(ipv4, ipv6, (a, b) => !parsed(a).overlaps(parsed(b)) && !parsed(b).contains(parsed(a))));
  });
});

test('parts lie inside, next to each other and apart', () => {
  fc.assert(
    fc.property(ipv4, fc.integer({ min: 0, max: 4 }), (text, more) => {
      const whole = parsed(text);
      fc.pre(whole.prefixLength + more <= 32);
      const parts = whole.subdivide(2 ** more, whole.prefixLength + more);
      expect(parts.every((part) => whole.contains(part))).toBe(true);
      expect(parts[0]?.first).toBe(whole.first);
      expect(parts.at(-1)?.last).toBe(whole.last);
      for (const [index, part] of parts.entries())
        if (index > 0) expect(part.first).toBe((parts[index - 1]?.last ?? 0n) + 1n);
    }),
  );
});

test.each([
  ['2001:0db8:0000:0000:0000:0000:0000:0000/32', '2001:db8::/32'],
  ['fd00:0:0:1:0:0:0:0/64', 'fd00:0:0:1::/64'],
  ['::ffff:192.0.2.1/128', '::ffff:c000:201/128'],
  ['::/0', '::/0'],
])('writes %s as %s', (text, written) => {
  expect(String(range(text))).toBe(written);
});

test.each(['', '10.0.0.0', '10.0.0/8', '10.0.0.0/33', '10.0.0.0/08', '256.0.0.0/8', 'fd00::/129', 'a/8', '1::2::/8'])(
  "fails for '%s', which is no block",
  (text) => {
    expect(() => range(text)).toThrow(
      `'cidr' must be a CIDR block such as '10.0.0.0/16' or 'fd00::/64', got '${text}'`,
    );
  },
);

test('fails for an address inside its block, and says where the block begins', () => {
  expect(() => range('10.1.2.3/8')).toThrow(
    "must begin at the first address of its block, '10.0.0.0/8', got '10.1.2.3/8'",
  );
});

test('fails for more parts than fit', () => {
  expect(() => range('10.0.0.0/30').subdivide(5, 32)).toThrow("5 blocks of /32 do not fit into '10.0.0.0/30'");
});
