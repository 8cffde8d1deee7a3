/**
 * How long `prompthub --help` and `prompthub check` of one file take, from the start of the process to its end, beside
 * `node -e 0` (the least that any Node program takes), in turns in one run.
 *
 *   node bench/cli.mjs [--runs 20]
 *
 * Aims: --help within 150 ms, check of one file within 400 ms (medians).
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const runs = Math.max(3, Number(values.runs) || 20);
const cli = join(root, 'cli/bin/prompthub.js');
if (!existsSync(join(root, 'cli/dist/prompthub.js')))
  spawnSync(process.execPath, [join(root, 'cli/esbuild.mjs')], { stdio: 'inherit' });

const cases = [
  { name: 'node -e 0 (reference)', args: ['-e', '0'] },
  { name: 'prompthub --help', args: [cli, '--help'], aim: 150 },
  { name: 'prompthub check reply.prompt', args: [cli, 'check', 'reply.prompt'], aim: 400 },
];
const times = cases.map(() => []);
for (let run = -2; run < runs; run++) {
  for (const [index, { args, name }] of cases.entries()) {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, args, {
      cwd: join(root, 'examples/support-desk'),
      stdio: 'ignore',
    });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    // The first turns fill the caches of disk and Node.
    if (run >= 0) times[index].push(performance.now() - started);
  }
}

let missed = 0;
for (const [index, { name, aim }] of cases.entries()) {
  const sorted = times[index].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const slow = sorted[Math.floor(sorted.length * 0.95)];
  const verdict =
    aim === undefined ? '' : median <= aim ? `  aim ${aim} ms: reached` : `  aim ${aim} ms: MISSED`;
  if (verdict.endsWith('MISSED')) missed++;
  console.log(
    `${name.padEnd(30)} median ${median.toFixed(0).padStart(4)} ms   p95 ${slow.toFixed(0).padStart(4)} ms${verdict}`,
  );
}
process.exitCode = missed > 0 ? 1 : 0;
