import fc from 'fast-check';
import { FairSlots, type Slot } from './fair-slots';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Held {
  readonly owner: string;
  readonly slot: Slot;
}

/** Owners that come, in the order in which they are given. */
class Room {
  readonly slots: FairSlots;
  readonly held: Held[] = [];
  readonly waiting: string[] = [];
  #entered: readonly Promise<string>[] = [];

  constructor(size: number) {
    this.slots = new FairSlots(size);
  }

  async come(owners: readonly string[]): Promise<void> {
    this.#entered = owners.map(async (owner) => {
      this.waiting.push(owner);
      const slot = await this.slots.enter(owner);
      this.waiting.splice(this.waiting.indexOf(owner), 1);
      this.held.push({ owner, slot });
      return owner;
    });
    await settled();
  }

  heldBy(owner: string): number {
    return this.held.filter((one) => one.owner === owner).length;
  }

  everybody(): Promise<string[]> {
    return Promise.all(this.#entered);
  }
}

const owners = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 });

it('holds no more than there is room for, leaves nobody out, and gives to whoever has the least', async () => {
  const choices = fc.infiniteStream(fc.nat());
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), owners, choices, async (size, all, choice) => {
      const room = new Room(size);
      const { held, waiting } = room;
      await room.come(all);
      expect(held).toHaveLength(Math.min(size, all.length));
      while (held.length > 0) {
        const [gone] = held.splice((choice.next().value ?? 0) % held.length, 1);
        const least = Math.min(...waiting.map((owner) => room.heldBy(owner)));
        const counts = new Map(waiting.map((owner) => [owner, room.heldBy(owner)]));
        const before = held.length;
        gone?.slot.leave();
        await settled();
        const came = held.at(-1);
        if (counts.size === 0) expect(held).toHaveLength(before);
        else expect([held.length, counts.get(came?.owner ?? '')]).toEqual([before + 1, least]);
      }
      expect(await room.everybody()).toEqual(all);
    }),
    { numRuns: 100 },
  );
});

describe('a place that is lent', () => {
  const later = (): { promise: Promise<void>; end: () => void; fail: () => void } => {
    const { promise, resolve: end, reject } = Promise.withResolvers<void>();
    return { promise, end, fail: () => reject(new Error('over')) };
  };
  const ownersOf = ({ held }: Room): string => held.map(({ owner }) => owner).join('');

  it('goes to others, and to nothing new of its owner', async () => {
    const room = new Room(1);
    await room.come(['a', 'a', 'b']);
    const wait = later();
    const back = room.held[0]?.slot.lend(() => wait.promise);
    await settled();
    expect(ownersOf(room)).toBe('ab');
    wait.end();
    await settled();
    room.held[1]?.slot.leave();
    await back;
    expect(ownersOf(room)).toBe('ab');
    room.held[0]?.slot.leave();
    await settled();
    expect(ownersOf(room)).toBe('aba');
  });

  it('is taken again when the last of those who wait in it is back', async () => {
    const room = new Room(1);
    await room.come(['a', 'b']);
    const waits = [later(), later()];
    const backs = waits.map(({ promise }) => room.held[0]?.slot.lend(() => promise));
    await settled();
    room.held[1]?.slot.leave();
    waits[0]?.end();
    await backs[0];
    await room.come(['c']);
    expect(ownersOf(room)).toBe('abc');
    waits[1]?.end();
    await settled();
    await room.come(['d']);
    room.held[2]?.slot.leave();
    await backs[1];
    expect(ownersOf(room)).toBe('abc');
    room.held[0]?.slot.leave();
    await settled();
    expect(ownersOf(room)).toBe('abcd');
  });

  it.each([0, 1, 2, 3, 4])(
    'is one place also when the next wait begins %d steps after the last one is over',
    async (steps) => {
      const room = new Room(1);
      await room.come(['a', 'b']);
      const slot = room.held[0]?.slot;
      const waits = [later(), later()] as const;
      const backs: number[] = [];
      const lend = (index: 0 | 1) => slot?.lend(() => waits[index].promise).then(() => backs.push(index));
      const first = lend(0);
      await settled();
      waits[0].end();
      for (let step = 0; step < steps; step++) await Promise.resolve();
      const second = lend(1);
      waits[1].end();
      await settled();
      expect(backs).toEqual([]);
      room.held[1]?.slot.leave();
      await Promise.all([first, second]);
      await room.come(['c']);
      expect(ownersOf(room)).toBe('ab');
    },
  );

  it('is not taken again when there is nothing left to wait for', async () => {
    const room = new Room(1);
    await room.come(['a', 'a', 'b', 'b']);
    const wait = later();
    const back = room.held[0]?.slot.lend(() => wait.promise);
    wait.fail();
    await expect(back).rejects.toThrow('over');
    room.held[0]?.slot.leave();
    await settled();
    expect(ownersOf(room)).toBe('ab');
    room.held[1]?.slot.leave();
    await settled();
    expect(ownersOf(room)).toBe('aba');
  });
});
