import fc from 'fast-check';
import { FairSlots } from './fair-slots';

it('holds no more than there is room for, leaves nobody out, and gives to whoever has the least', async () => {
  const owners = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      owners,
      fc.infiniteStream(fc.nat()),
      async (room, all, choice) => {
        const slots = new FairSlots(room);
        const held: { owner: string; leave: () => void }[] = [];
        const waiting: string[] = [];
        const heldBy = (owner: string): number => held.filter((one) => one.owner === owner).length;
        const entered = all.map(async (owner) => {
          waiting.push(owner);
          const leave = await slots.enter(owner);
          waiting.splice(waiting.indexOf(owner), 1);
          held.push({ owner, leave });
          return owner;
        });
        await settled();
        expect(held).toHaveLength(Math.min(room, all.length));
        while (held.length > 0) {
          const [gone] = held.splice((choice.next().value ?? 0) % held.length, 1);
          const least = Math.min(...waiting.map(heldBy));
          const [before, counts] = [held.length, new Map(waiting.map((owner) => [owner, heldBy(owner)]))];
          gone?.leave();
          await settled();
          const came = held.at(-1);
          if (counts.size === 0) expect(held).toHaveLength(before);
          else expect([held.length, counts.get(came?.owner ?? '')]).toEqual([before + 1, least]);
        }
        expect(await Promise.all(entered)).toEqual(all);
      },
    ),
    { numRuns: 100 },
  );
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
