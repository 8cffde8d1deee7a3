/**
 * What the SDK costs an application at every use of a prompt: `getPrompt` with a fresh copy in memory, then `render`, beside the least that
 * could do it, a lookup in a Map and the same rendering. In one process, in turns; no hub and no network are in it.
 *
 *   npm run bench -- sdk [--rounds 200]
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, built } from './lib/built.mjs';
import { longPromptOfSize } from './lib/documents.mjs';
import { report } from './lib/report.mjs';
import { median, p95 } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '200' } } });
const rounds = Math.max(20, Number(values.rounds) || 200);
const require = createRequire(path.join(ROOT, 'client/package.json'));
const { PromptClient } = require(built('client/dist/index.js'));
const { compile } = require(built('core/dist/index.js'));

const PRODUCTION = { environment: 'production' };
const BATCH = 200;
const content = longPromptOfSize(4096).text;
const input = {
  customer: { name: 'Ada', plan: 'pro' },
  orders: [{ number: 'A-1', state: 'late', total: 12 }],
  tone: 'formal',
};

const id = 'a'.repeat(40);
const answer = {
  path: 'reply.prompt',
  content,
  blob: id,
  commit: id,
  environment: 'production',
  partials: {},
};
const source = { fetch: () => Promise.resolve({ value: answer, etag: id }) };
const client = new PromptClient({ hub: 'http://127.0.0.1:1', project: 'acme/desk' }, { source });
const map = new Map([['production reply', await compile(content)]]);

await compare('SDK: getPrompt (cached) and render, a prompt of 4 kB', {
  ours: async () => (await client.getPrompt('reply', PRODUCTION)).render(input),
  theirs: async () => (await map.get('production reply')).render({ input }),
  reference: 'Map.get and render',
  aim: { ratioAtMost: 1.25 },
});
await compare('SDK: getPrompt (cached) alone', {
  ours: () => client.getPrompt('reply', PRODUCTION),
  theirs: async () => map.get('production reply'),
  reference: 'Map.get in an async function',
  aim: { atMost: 10 },
});

async function compare(figure, { ours, theirs, reference, aim }) {
  const times = { ours: [], theirs: [] };
  for (let round = -rounds / 4; round < rounds; round++) {
    const pair = [await each(ours), await each(theirs)];
    if (round < 0) continue;
    times.ours.push(pair[0]);
    times.theirs.push(pair[1]);
  }
  report({
    figure,
    ...{ value: median(times.ours), unit: 'µs', spread: p95(times.ours, 'µs') },
    reference: { name: reference, value: median(times.theirs), spread: p95(times.theirs, 'µs') },
    aim,
  });
}

/** Microseconds for one, over a batch that the clock can tell. */
async function each(work) {
  const began = performance.now();
  for (let i = 0; i < BATCH; i++) await work();
  return ((performance.now() - began) / BATCH) * 1000;
}
