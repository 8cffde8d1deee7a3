import fc from 'fast-check';
import { changedEntries } from './changed-entries';
import { applyDelta } from './delta-reading';
import { commonEnds, deltaBetween } from './delta-writing';
import { PushRefusedError } from './push-refusals';

const bytes = fc
  .array(fc.constantFrom('a', 'bc', 'x'.repeat(300), '\0', 'y'.repeat(70_000)), { maxLength: 6 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

it('a change makes the target of the base again', () => {
  fc.assert(
    fc.property(bytes, bytes, (base, target) => {
      const delta = deltaBetween(base, target, commonEnds(base, target));
      expect(applyDelta(base, delta).equals(target)).toBe(true);
    }),
  );
});

it('a change of one place in a long text is short', () => {
  const base = Buffer.from('x'.repeat(200_000) + 'old' + 'y'.repeat(200_000));
  const target = Buffer.from('x'.repeat(200_000) + 'newer' + 'y'.repeat(200_000));
  expect(deltaBetween(base, target, commonEnds(base, target)).length).toBeLessThan(100);
});

it('a damaged change is refused, or makes something of the size that it says', () => {
  const damage = fc.record({ at: fc.nat(200), to: fc.nat(255), cut: fc.nat(200) });
  fc.assert(
    fc.property(bytes, bytes, damage, (base, target, { at, to, cut }) => {
      const delta = Buffer.from(deltaBetween(base, target, commonEnds(base, target)));
      delta[at % delta.length] = to;
      try {
        applyDelta(base, delta.subarray(0, delta.length - (cut % delta.length)));
      } catch (error) {
        expect(error).toBeInstanceOf(PushRefusedError);
      }
    }),
  );
});

it('a change that would make gigabytes of a few bytes is refused before they are made', () => {
  const huge = Buffer.from([1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x91, 0, 1]);
  expect(() => applyDelta(Buffer.from('a'), huge)).toThrow(/too large/);
});

it('the entries of a folder that are new are found, however alike the bytes', () => {
  const id = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((raw) => Buffer.from(raw).toString('hex'));
  // Ids that look like entries, so that the ends of two folders agree in the middle of one.
  const tricky = fc.constantFrom(
    '00'.repeat(20),
    Buffer.from('100644 a\0'.padEnd(20, 'z'), 'latin1').toString('hex'),
  );
  const folder = fc
    .dictionary(fc.constantFrom('a', 'b', 'c', 'dd', 'e'), fc.oneof(id, tricky))
    .map((entries) => Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
  const encode = (entries: [string, string][]) =>
    Buffer.concat(
      entries.map(([name, hex]) => Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(hex, 'hex')])),
    );
  fc.assert(
    fc.property(folder, folder, (old, fresh) => {
      const [before, after] = [encode(old), encode(fresh)];
      const found = changedEntries(before, after, commonEnds(before, after)).after.map(({ name }) => name);
      const known = new Map(old);
      for (const [name, hex] of fresh) if (known.get(name) !== hex) expect(found).toContain(name);
    }),
    { numRuns: 1000 },
  );
});
