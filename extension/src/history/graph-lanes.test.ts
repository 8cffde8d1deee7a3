import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { GraphLanes, type GraphNode, type GraphRow } from './graph-lanes';

/** Histories with forks, merges of two and three, and several roots; children come before their parents. */
const history: fc.Arbitrary<GraphNode[]> = fc
  .array(fc.array(fc.nat({ max: 7 }), { maxLength: 3 }), { minLength: 1, maxLength: 40 })
  .map((steps) =>
    steps.map((picks, at) => ({
      id: `c${at}`,
      parents: picks.flatMap((pick) => (at + 1 + pick < steps.length ? [`c${at + 1 + pick}`] : [])),
    })),
  );

const draw = (commits: readonly GraphNode[]): GraphRow[] => {
  const lanes = new GraphLanes();
  return commits.map((commit) => lanes.add(commit));
};
const edgesOf = (commits: readonly GraphNode[]): string[] =>
  commits.flatMap(({ id, parents }) => [...new Set(parents)].map((parent) => `${id} ${parent}`)).sort();

/** Follows every line with the finger, from where it leaves a commit to where it arrives. */
function traced(commits: readonly GraphNode[], rows: readonly GraphRow[]): string[] {
  const found: string[] = [];
  rows.forEach((row, at) => {
    for (const out of row.pieces.filter(({ kind }) => kind === 'out')) {
      const end = rows.findIndex(
        ({ pieces }, later) =>
          later > at && pieces.some(({ kind, lane }) => lane === out.lane && kind === 'in'),
      );
      const between = rows.slice(at + 1, end);
      const whole = between.every(({ pieces }) =>
        pieces.some(
          ({ kind, lane, colour }) => kind === 'pass' && lane === out.lane && colour === out.colour,
        ),
      );
      found.push(whole ? `${commits[at]?.id} ${commits[end]?.id}` : `torn at ${at}`);
    }
  });
  return found.sort();
}

test('every edge is drawn once, from the child to the parent, without a gap', () => {
  fc.assert(
    fc.property(history, (commits) => expect(traced(commits, draw(commits))).toEqual(edgesOf(commits))),
  );
});

test('no line crosses a commit, and no two lines share a lane', () => {
  fc.assert(
    fc.property(history, (commits) => {
      for (const { lane: place, pieces } of draw(commits)) {
        const lanes = (...kinds: string[]) =>
          pieces.filter(({ kind }) => kinds.includes(kind)).map(({ lane }) => lane);
        expect(lanes('pass')).not.toContain(place);
        for (const side of [lanes('pass', 'in'), lanes('pass', 'out')])
          expect(new Set(side).size).toBe(side.length);
      }
    }),
  );
});

test('a straight history is one lane of one colour', () => {
  const commits = [3, 2, 1, 0].map((at) => ({ id: `${at}`, parents: at === 0 ? [] : [`${at - 1}`] }));
  expect(new Set(draw(commits).map(({ lane, colour }) => `${lane} ${colour}`))).toEqual(new Set(['0 0']));
});

test('a parent that is not loaded yet leaves its line open at the bottom', () => {
  const [row] = draw([{ id: 'a', parents: ['b'] }]);
  expect(row?.pieces).toEqual([{ kind: 'out', lane: 0, colour: 0 }]);
});

test('a lane that became free is used again, so that many merged branches stay narrow', () => {
  const commits = Array.from({ length: 50 }, (_, at) => [
    { id: `m${at}`, parents: [`m${at + 1}`, `b${at}`] },
    { id: `b${at}`, parents: [`m${at + 1}`] },
  ]).flat();
  expect(Math.max(...draw(commits).map(({ lane }) => lane))).toBe(1);
});

test('the lines are those of git log, in a history that git itself made', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'graph-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=a@b', ...args], { cwd: folder }).toString();
  try {
    git('init', '-q', '-b', 'main');
    const commit = (message: string) => git('commit', '-q', '--allow-empty', '-m', message);
    commit('first');
    for (const name of ['one', 'two', 'three']) {
      git('checkout', '-q', '-b', name);
      commit(name);
      git('checkout', '-q', 'main');
      commit(`main beside ${name}`);
    }
    git('merge', '-q', '--no-ff', '-m', 'merge one', 'one');
    git('merge', '-q', '--no-ff', '-m', 'merge both', 'two', 'three');
    const commits = git('log', '--all', '--date-order', '--format=%H %P')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([id = '', ...parents]) => ({ id, parents: parents.filter(Boolean) }));
    expect(commits.some(({ parents }) => parents.length > 2)).toBe(true);
    expect(traced(commits, draw(commits))).toEqual(edgesOf(commits));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
