import { isDeepStrictEqual } from 'node:util';
import { report } from './report.mjs';
import { median, p95, range } from './statistics.mjs';

export const GIT_ITSELF = 'git, its process included';

/**
 * Times the hub and git at the same work, in turns.
 * @param {object} task
 * @param {string} task.figure
 * @param {(round: number) => Promise<unknown>} task.hub
 * @param {(round: number) => Promise<unknown>} task.git
 * @param {number} task.rounds
 * @param {number} [task.warmup] rounds before, of the hub alone: its compiler has to have seen the code
 * @param {string} [task.reference] what git is, where it is not alone
 * @param {object} [task.aim] as in `report`; by default at most twice git's time
 */
export async function againstGit(task) {
  const { figure, hub, git, rounds, warmup = 0, reference = GIT_ITSELF, aim = { ratioAtMost: 2 } } = task;
  for (let round = 0; round < warmup; round++) await hub(round - warmup);
  const times = { hub: [], git: [] };
  for (let round = 0; round < rounds; round++) {
    times.git.push(await timed(() => git(round)));
    times.hub.push(await timed(() => hub(round)));
  }
  const spread = rounds < 10 ? range : p95;
  report({
    figure: `repository: ${figure}`,
    ...{ value: median(times.hub), unit: 'ms', spread: spread(times.hub, 'ms') },
    reference: { name: reference, value: median(times.git), spread: spread(times.git, 'ms') },
    aim,
  });
}

/** Whoever answers something else is not faster. */
export function assertSame(what, hub, git) {
  if (isDeepStrictEqual(hub, git)) return;
  throw new Error(`${what}: the hub says ${brief(hub)}, git says ${brief(git)}`);
}

export async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const brief = (value) => JSON.stringify(value)?.slice(0, 300);
