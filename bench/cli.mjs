/**
 * How long `prompthub --help` and `prompthub check` of one file take, from the start of the process to its end, in turns
 * with `node -e 0` (the least that any Node program takes).
 *
 *   npm run bench -- cli [--runs 20]
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, built } from './lib/built.mjs';
import { report } from './lib/report.mjs';
import { median, p95 } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const runs = Math.max(3, Number(values.runs) || 20);
const WARM_UP = 2;
const WORKSPACE = path.join(ROOT, 'examples/support-desk');

built('cli/dist/prompthub.js');
const cli = path.join(ROOT, 'cli/bin/prompthub.js');
const reference = { name: 'node -e 0', args: ['-e', '0'] };
const cases = [
  { name: 'prompthub --help', args: [cli, '--help'], aim: { atMost: 150 } },
  { name: 'prompthub check of one file', args: [cli, 'check', 'reply.prompt'], aim: { atMost: 400 } },
];
const times = new Map([reference, ...cases].map((each) => [each, []]));
for (let run = -WARM_UP; run < runs; run++) {
  for (const [each, list] of times) {
    const began = performance.now();
    const { status } = spawnSync(process.execPath, each.args, { cwd: WORKSPACE, stdio: 'ignore' });
    const took = performance.now() - began;
    if (status !== 0) throw new Error(`${each.name} ended with ${status}`);
    // The first turns fill the caches of disk and Node.
    if (run >= 0) list.push(took);
  }
}

const bare = times.get(reference);
for (const each of cases) {
  const list = times.get(each);
  report({
    figure: each.name,
    ...{ value: median(list), unit: 'ms', spread: p95(list, 'ms') },
    reference: { name: reference.name, value: median(bare), spread: p95(bare, 'ms') },
    aim: each.aim,
  });
}
