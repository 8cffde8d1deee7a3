import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { againstGit, assertSame } from './against-git.mjs';
import { QUIET } from './prompt-history.mjs';

const WARMUP = 8;
/** Open branches that are merged, the warm-up's included. */
export const MERGES = 28;

/** A work tree, as git needs one to commit and to merge. */
function workTree({ git, bare, folder }) {
  const tree = mkdtempSync(path.join(folder, 'work-'));
  git.run(['clone', '--quiet', bare, tree]);
  return tree;
}

async function merge(ground) {
  const { git, client } = ground;
  const tree = workTree(ground);
  let done;
  await againstGit({
    figure: 'merge of a branch with three-way merges of prompts',
    hub: async (round) => {
      done = await client.post('merges', {
        from: `topic-${round + WARMUP}`,
        into: 'main',
        noFastForward: true,
      });
    },
    git: (round) =>
      git.start(['-C', tree, 'merge', '--quiet', '--no-ff', '--no-edit', `origin/topic-${round + WARMUP}`]),
    rounds: MERGES - WARMUP,
    warmup: WARMUP,
    reference: 'git merge in a work tree, its process included',
  });
  // The warm-up's topics are the hub's alone until now.
  for (let i = 0; i < WARMUP; i++)
    git.run(['-C', tree, 'merge', '--quiet', '--no-edit', `origin/topic-${i}`]);
  assertSame('tree after all merges', done.commit.tree, git.run(['-C', tree, 'rev-parse', 'HEAD^{tree}']));
}

async function commit(ground) {
  const { git, client, rounds } = ground;
  const tree = workTree(ground);
  const { content } = await client.get('file', { path: QUIET });
  let {
    items: [{ id: head }],
  } = await client.get('history', { limit: 1 });
  const texts = new Map();
  for (let round = -WARMUP; round < rounds; round++) texts.set(round, `${content}Again ${round}.\n`);
  await againstGit({
    figure: 'commit of one prompt of 1,000',
    hub: async (round) => {
      const changes = [{ path: QUIET, content: texts.get(round) }];
      const made = await client.post('commits', { parent: head, message: 'Again', changes });
      head = made.commit.id;
    },
    git: async (round) => {
      writeFileSync(path.join(tree, QUIET), texts.get(round));
      await git.start(['-C', tree, 'commit', '--quiet', '--message=Again', '--', QUIET]);
    },
    rounds,
    warmup: WARMUP,
    reference: 'git commit in a work tree, its process included',
  });
}

export const writing = [merge, commit];
