import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Commits of the main branch between one merge and the next, commits of a branch, and how long it stays open. */
const MERGE_EVERY = 50;
const TOPIC_COMMITS = 5;
const FIRST_SECOND = 1_700_000_000;

/** A prompt that every tenth commit changes. */
export const BUSY = 'desk-0/p0.prompt';
/** One that few commits change. */
export const QUIET = 'desk-1/p1.prompt';

/**
 * A history of prompts for `git fast-import`, the same for the same numbers: a main branch on which topics are merged,
 * and `open` topics (`topic-0`, …) that are not. The main branch edits the lower half of prompts and topics the upper
 * half, so that every merge works out by itself.
 * @param {{ commits: number, prompts: number, open?: number, lines?: number }} size `commits` counts all of main, merged topics included
 * @returns {Generator<string>} the stream, in pieces
 */
export function* promptHistory({ commits, prompts, open = 0, lines = 48 }) {
  const history = new Stream(prompts, lines);
  const main = { ref: 'refs/heads/main', head: undefined, files: new Map() };
  yield history.commit(main, history.paths, 'All prompts');
  let topic;
  while (history.count < commits) {
    const step = history.count % MERGE_EVERY;
    const left = commits - history.count;
    if (topic === undefined && step < TOPIC_COMMITS && left > MERGE_EVERY) {
      topic = { ref: 'refs/heads/topic', head: main.head, files: new Map(main.files), edited: new Set() };
      for (let i = 0; i < TOPIC_COMMITS; i++) yield history.topic(topic);
    } else if (topic !== undefined && step >= MERGE_EVERY - TOPIC_COMMITS) {
      yield history.merge(main, topic);
      topic = undefined;
    } else yield history.edit(main, [history.pick()]);
  }
  for (let i = 0; i < open; i++) {
    const each = {
      ref: `refs/heads/topic-${i}`,
      head: main.head,
      files: new Map(main.files),
      edited: new Set(),
    };
    for (let j = 0; j < TOPIC_COMMITS; j++) yield history.topic(each);
  }
  // So that these topics are behind as well as ahead.
  if (open > 0) for (let i = 0; i < MERGE_EVERY; i++) yield history.edit(main, [history.pick()]);
  yield 'reset refs/heads/topic\nfrom 0000000000000000000000000000000000000000\n\ndone\n';
}

/** Makes a bare repository of the stream. */
export async function importHistory(git, folder, size) {
  git.run(['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  const child = spawn('git', ['-C', folder, 'fast-import', '--quiet', '--done'], {
    env: git.env,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  for (const piece of promptHistory(size)) if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

class Stream {
  #mark = 0;
  #random = randomFrom(42);
  count = 0;

  constructor(prompts, lines) {
    this.half = lines / 2;
    this.paths = Array.from({ length: prompts }, (_, i) => `desk-${i % 20}/p${i}.prompt`);
  }

  /** Any prompt, each tenth time the busy one. */
  pick() {
    return this.count % 10 === 0 ? this.paths[0] : this.paths[1 + this.#below(this.paths.length - 1)];
  }

  edit(branch, paths) {
    for (const path of paths) this.#change(branch, path, this.half + this.#below(this.half));
    return this.commit(branch, paths, `Edit ${paths[0]}`);
  }

  topic(branch) {
    const path = this.paths[this.#below(this.paths.length)];
    this.#change(branch, path, this.#below(this.half));
    branch.edited.add(path);
    return this.commit(branch, [path], `Try ${path}`);
  }

  merge(main, topic) {
    for (const path of topic.edited) {
      const upper = topic.files.get(path).slice(0, this.half);
      main.files.set(path, [...upper, ...main.files.get(path).slice(this.half)]);
    }
    return this.commit(main, [...topic.edited], 'Merge a topic', topic.head);
  }

  commit(branch, paths, message, merged) {
    const mark = ++this.#mark;
    const stamp = `Ada <ada@example.com> ${FIRST_SECOND + mark * 60} +0000`;
    const parts = [
      `commit ${branch.ref}`,
      `mark :${mark}`,
      `author ${stamp}`,
      `committer ${stamp}`,
      data(message),
    ];
    if (branch.head !== undefined) parts.push(`from ${branch.head}`);
    if (merged !== undefined) parts.push(`merge ${merged}`);
    for (const path of paths) {
      if (!branch.files.has(path)) branch.files.set(path, linesOf(path, 2 * this.half));
      parts.push(`M 100644 inline ${path}`, data(textOf(branch.files.get(path))));
    }
    branch.head = `:${mark}`;
    this.count++;
    return `${parts.join('\n')}\n`;
  }

  #change(branch, path, line) {
    const lines = branch.files.get(path);
    const words = Array.from({ length: 6 }, () => WORDS[this.#below(WORDS.length)]).join(' ');
    branch.files.set(path, lines.with(line, `Rule ${line} of revision ${this.#mark}: ${words}.`));
  }

  #below(limit) {
    return Math.floor(this.#random() * limit);
  }
}

const WORDS =
  'answer kindly brief refund parcel order late customer never always language tone ticket history agent price'.split(
    ' ',
  );

function linesOf(path, count) {
  return Array.from(
    { length: count },
    (_, i) => `Rule ${i} of ${path}: be kind, be brief, and ask when unsure.`,
  );
}

function textOf(lines) {
  return (
    '---\nmodel: openai/gpt-5-mini\nconfig: { temperature: 0.2 }\ninput: { schema: { ticket: string } }\n---\n' +
    `{{role "system"}}\n${lines.join('\n')}\n{{role "user"}}\n{{ticket}}\n`
  );
}

const data = (text) => `data ${Buffer.byteLength(text)}\n${text}`;

/** Numbers from 0 to 1, always the same ones (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
