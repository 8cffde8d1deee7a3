import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { assignArm } from './assign-arm';
import { sha256 } from './sha256';

const ID = '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10';
const weights = fc
  .uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 6 })
  .map((cuts) => [0, ...cuts.sort((one, other) => one - other), 1000])
  .map((cuts) => cuts.slice(1).map((cut, index) => ({ weight: cut - (cuts[index] ?? 0) })));

test('SHA-256 is what the machine computes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Buffer.from(sha256(bytes))).toEqual(createHash('sha256').update(bytes).digest());
    }),
    { numRuns: 300 },
  );
  const long = new Uint8Array(1_000_003).fill(7);
  expect(Buffer.from(sha256(long))).toEqual(createHash('sha256').update(long).digest());
});

test('an arm is what the documented digest says', () => {
  fc.assert(
    fc.property(
      weights,
      fc.integer({ min: 1, max: 1000 }),
      fc.string({ unit: 'binary' }),
      (arms, traffic, key) => {
        const digest = createHash('sha256').update(`${ID}/${key}`, 'utf8').digest();
        const [share, place] = [0, 4].map((at) => Number((BigInt(digest.readUInt32BE(at)) * 1000n) >> 32n));
        const ends = arms.map((_, index) =>
          arms.slice(0, index + 1).reduce((sum, { weight }) => sum + weight, 0),
        );
        const expected = (share ?? 0) < traffic ? ends.findIndex((end) => (place ?? 0) < end) : undefined;
        expect(assignArm({ id: ID, traffic, arms }, key)).toEqual({
          subject: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
          arm: expected,
        });
      },
    ),
  );
});

const keys = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);

/** Above 27.9 in one of 10,000 cases with nine degrees of freedom or fewer. */
function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, index) => {
    const expected = (total * (shares[index] ?? 0)) / 1000;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

test.each([[[500, 500]], [[900, 100]], [[100, 200, 300, 400]], [[1, 999]]])(
  'keys come in their shares: %j',
  (shares) => {
    const counts = shares.map(() => 0);
    const split = { id: ID, traffic: 1000, arms: shares.map((weight) => ({ weight })) };
    for (const key of keys) {
      const { arm } = assignArm(split, key);
      if (arm !== undefined) counts[arm] = (counts[arm] ?? 0) + 1;
    }
    expect(chiSquare(counts, shares)).toBeLessThan(27.9);
  },
);

test('who is in one experiment says nothing of another', () => {
  const arms = [{ weight: 500 }, { weight: 500 }];
  const counts = [0, 0, 0, 0];
  for (const key of keys) {
    const here = assignArm({ id: ID, traffic: 1000, arms }, key).arm ?? 0;
    const there = assignArm({ id: ID.replace('0', '1'), traffic: 1000, arms }, key).arm ?? 0;
    counts[here * 2 + there] = (counts[here * 2 + there] ?? 0) + 1;
  }
  expect(chiSquare(counts, [250, 250, 250, 250])).toBeLessThan(27.9);
});

test('a larger share of the traffic brings keys in, and moves none of those that were', () => {
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 999 }), fc.string(), (arms, traffic, key) => {
      const before = assignArm({ id: ID, traffic, arms }, key);
      const after = assignArm({ id: ID, traffic: traffic + 1, arms }, key);
      expect(after.subject).toBe(before.subject);
      if (before.arm !== undefined) expect(after.arm).toBe(before.arm);
    }),
  );
  const arms = [{ weight: 500 }, { weight: 500 }];
  const inside = keys.filter((key) => assignArm({ id: ID, traffic: 100, arms }, key).arm !== undefined);
  expect(chiSquare([inside.length, keys.length - inside.length], [100, 900])).toBeLessThan(27.9);
});
