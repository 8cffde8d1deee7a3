import fc from 'fast-check';
import type { WalkedCommit } from './commit-walk';
import { divideCommits } from './divide-commits';
import { IdList } from './id-list';

const idOf = (n: number) => n.toString(16).padStart(40, '0');

/** A commit for each list of parents (numbers of earlier ones), the last one first. */
function graph(parents: readonly (readonly number[])[]): WalkedCommit[] {
  return parents
    .map((list, n) => ({ id: idOf(n), tree: idOf(n), parents: [...new Set(list)].map(idOf) }))
    .reverse();
}

function historyOf(commits: readonly WalkedCommit[], tip: string): WalkedCommit[] {
  const wanted = new Set([tip]);
  return commits.filter(({ id, parents }) => {
    if (wanted.has(id)) for (const parent of parents) wanted.add(parent);
    return wanted.has(id);
  });
}

const keep = (commits: readonly WalkedCommit[], tip: string) => {
  const ids = historyOf(commits, tip).map(({ id }) => id);
  return { tip, commits: ids.length, ids: new IdList(ids), bytes: 0 };
};

const random = fc
  .array(fc.array(fc.nat(), { maxLength: 2 }), { minLength: 150, maxLength: 400, size: 'max' })
  .map((lists) =>
    graph(lists.map((list, n) => (n === 0 ? [] : list.map((each) => n - 1 - (each % Math.min(n, 3)))))),
  );

describe('divideCommits', () => {
  it('sends every commit once, and keeps whole histories only', () => {
    let grown = 0;
    fc.assert(
      fc.property(random, fc.nat(), (commits, at) => {
        const kept = keep(commits, commits[at % commits.length]!.id);
        const divided = divideCommits(commits, kept);
        if (divided === undefined) return;
        const { trunk, others } = divided;
        expect([...kept.ids, ...trunk.map(({ id }) => id), ...others.map(({ id }) => id)].sort()).toEqual(
          commits.map(({ id }) => id).sort(),
        );
        const tip = trunk[0];
        if (tip === undefined) return;
        grown++;
        expect([...kept.ids, ...trunk.map(({ id }) => id)].sort()).toEqual(
          historyOf(commits, tip.id)
            .map(({ id }) => id)
            .sort(),
        );
      }),
      { numRuns: 100 },
    );
    expect(grown).toBeGreaterThan(0);
  });

  it('leaves a pack as it is for a few commits, and lets it grow for many', () => {
    const line = graph(Array.from({ length: 1000 }, (_, n) => (n === 0 ? [] : [n - 1])));
    const sizes = (tip: number) => {
      const divided = divideCommits(line, keep(line, idOf(tip)));
      return [divided?.trunk.length, divided?.others.length];
    };
    expect(sizes(999)).toEqual([0, 0]);
    expect(sizes(901)).toEqual([0, 98]);
    expect(sizes(500)).toEqual([499, 0]);
  });

  it('begins anew when the tip is gone, or the others have gone on without it', () => {
    const line = graph(Array.from({ length: 1000 }, (_, n) => (n === 0 ? [] : [n - 1])));
    const forked = graph(Array.from({ length: 1000 }, (_, n) => (n === 0 ? [] : [n === 500 ? 300 : n - 1])));
    expect(divideCommits(line.slice(500), keep(line, idOf(999)))).toBeUndefined();
    expect(divideCommits(forked, keep(forked, idOf(499)))).toBeUndefined();
    expect(divideCommits(forked, undefined)?.others).toHaveLength(199);
  });
});

describe('IdList', () => {
  it('has what a set has', () => {
    const ids = fc.uniqueArray(
      fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }).map((n) => n.toString(16).padStart(40, '0')),
    );
    fc.assert(
      fc.property(ids, ids, (some, more) => {
        const list = new IdList(some, new IdList(more.filter((id) => !some.includes(id))));
        expect([...list]).toEqual([...new Set([...some, ...more])].sort());
        for (const id of [...some, ...more]) expect(list.has(id)).toBe(true);
        expect(list.has(`${'0'.repeat(39)}7`)).toBe([...some, ...more].includes(`${'0'.repeat(39)}7`));
      }),
    );
  });
});
