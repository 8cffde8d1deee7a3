import { againstGit, assertSame } from './against-git.mjs';
import { BUSY, QUIET } from './prompt-history.mjs';

const PAGE = 50;
const WARMUP = 60;
/** What the hub says of a commit as well. */
const LOG_FORMAT = '--format=commit %H%n%T %P%n%an <%ae> %at%n%n%B';

async function log({ git, bare, client, rounds }) {
  const pages = [
    ['a page of the log', undefined],
    ['a page of the log of one prompt, changed by every tenth commit', BUSY],
    ['the log of one prompt that few commits changed', QUIET],
  ];
  for (const [figure, file] of pages) {
    const theirs = () =>
      git.start([
        ...['-C', bare, 'log', '--first-parent', `-${PAGE}`, LOG_FORMAT, 'main'],
        ...(file === undefined ? [] : ['--', file]),
      ]);
    const ours = () => client.get('history', { limit: PAGE, ...(file === undefined ? {} : { path: file }) });
    const ids = (await ours()).items.map(({ id }) => id);
    assertSame(figure, ids, (await theirs()).match(/(?<=^commit )[0-9a-f]{40}$/gm));
    await againstGit({ figure, hub: ours, git: theirs, rounds, warmup: WARMUP });
  }
}

async function diff({ git, bare, client, rounds }) {
  const [from, to] = git.run(['-C', bare, 'rev-parse', 'main~100', 'main']).split('\n');
  const ours = () => client.get('diff', { from, to });
  const theirs = () => git.start(['-C', bare, 'diff', from, to]);
  const names = git.run(['-C', bare, 'diff', '--name-only', from, to]).split('\n');
  assertSame(
    'diff',
    (await ours()).files.map((file) => file.path),
    names.sort(),
  );
  await againstGit({
    figure: 'diff of versions 100 commits apart',
    hub: ours,
    git: theirs,
    rounds,
    warmup: 20,
  });
}

async function compare({ git, bare, client, rounds, size }) {
  const half = size.commits / 2;
  const apart = [
    ['50 commits apart', 'main', 'topic-0'],
    [`${half.toLocaleString('en')} commits apart`, `main~${half}`, 'topic-0'],
  ];
  for (const [distance, left, right] of apart) {
    const [from, to] = git.run(['-C', bare, 'rev-parse', left, right]).split('\n');
    const ours = () => client.get('compare', { from, to });
    const counts = ['-C', bare, 'rev-list', '--left-right', '--count', `${from}...${to}`];
    const answer = await ours();
    assertSame('ahead and behind', `${answer.behind}\t${answer.ahead}`, git.run(counts));
    assertSame('merge base', answer.mergeBase, git.run(['-C', bare, 'merge-base', from, to]));
    await againstGit({
      figure: `compare: merge base, ahead, behind and changed files of versions ${distance}`,
      hub: ours,
      git: async () => {
        await git.start(counts);
        await git.start(['-C', bare, 'diff', '--name-status', `${from}...${to}`]);
      },
      rounds,
      warmup: WARMUP,
      reference: 'git rev-list --count and git diff --name-status, their processes included',
    });
  }
}

async function blame({ git, bare, client, rounds }) {
  const files = [
    ['blame of a prompt that few commits changed', QUIET],
    ['blame of a prompt that every tenth commit changed', BUSY],
  ];
  for (const [figure, file] of files) {
    const ours = () => client.get('blame', { path: file });
    const theirs = () => git.start(['-C', bare, 'blame', '--porcelain', 'main', '--', file]);
    const { ranges } = await ours();
    const lines = ranges.flatMap(({ count, commit }) => Array.from({ length: count }, () => commit));
    assertSame(figure, lines, (await theirs()).match(/^[0-9a-f]{40}(?= \d+ \d+)/gm));
    await againstGit({ figure, hub: ours, git: theirs, rounds, warmup: 20 });
  }
}

export const reading = [log, diff, compare, blame];
