/**
 * `npm run bench`: every benchmark in bench/, one after the other, then a table of all figures.
 *
 *   npm run bench                        all of them; about five minutes
 *   npm run bench -- keystroke           one or more by name; further --flags go to it
 *   npm run bench -- --markdown          the table as Markdown, for docs/benchmarks.md
 *
 * Measures the built tree (`npm run build`, and for the size `npm run -w extension package`). Ends with 1 when an aim is
 * missed or a benchmark fails. Never part of `npm test`: what it prints depends on how busy the machine is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT, continueOnOwnNode, ensureInstalled, ownEnvironment } from './lib/bootstrap.mjs';

ensureInstalled();
continueOnOwnNode();

const FOLDER = path.join(ROOT, 'bench');
const known = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => path.basename(file, '.mjs'))
  .sort();
const args = process.argv.slice(2);
const markdown = args.includes('--markdown');
const { names, flags } = split(args.filter((arg) => arg !== '--markdown'));
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown.join('", "')}". There are: ${known.join(', ')}.`);
  process.exit(2);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'prompthub-bench-'));
const rows = path.join(folder, 'rows');
const failed = [];
console.log(machine());
for (const name of names.length > 0 ? names : known) {
  console.log(`\n── ${name} ──`);
  // Each in a process of its own, so that none inherits another's memory and compiled code.
  const { status } = spawnSync(process.execPath, [path.join(FOLDER, `${name}.mjs`), ...flags], {
    cwd: ROOT,
    stdio: 'inherit',
    env: ownEnvironment({ PROMPTHUB_BENCH_ROWS: rows }),
  });
  if (status !== 0 && status !== 1) failed.push(name);
  else if (status === 1 && !lines().some(({ met }) => met === false)) failed.push(name);
}

const all = lines();
rmSync(folder, { recursive: true, force: true });
console.log(`\n${machine()}\n\n${markdown ? asMarkdown(all) : asText(all)}`);
const judged = all.filter(({ met }) => met !== undefined);
const missed = judged.filter(({ met }) => !met);
console.log(`\n${judged.length - missed.length} of ${judged.length} aims met`);
for (const name of failed) console.log(`${name} failed (see above)`);
process.exitCode = missed.length + failed.length > 0 ? 1 : 0;

function split(list) {
  const at = list.findIndex((arg) => arg.startsWith('--'));
  return at < 0 ? { names: list, flags: [] } : { names: list.slice(0, at), flags: list.slice(at) };
}

function lines() {
  if (!existsSync(rows)) return [];
  const text = readFileSync(rows, 'utf8').trim();
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
}

function machine() {
  const cpus = os.cpus();
  const load = os.loadavg().map((value) => value.toFixed(1));
  return `${new Date().toISOString().slice(0, 16)}Z  ${cpus.length} × ${cpus[0]?.model.trim()}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GB, ${os.type()}, Node ${process.versions.node}; load ${load.join(' ')}`;
}

function asText(list) {
  return list
    .map(({ figure, measured, ratio, aim, met }) =>
      [verdict(met).padEnd(7), figure, measured, ratio, ...(aim ? [`aim ${aim}`] : [])].join('  '),
    )
    .join('\n');
}

function asMarkdown(list) {
  const cells = list.map(({ figure, measured, reference, ratio, aim, met }) =>
    [figure, measured, reference, ratio, aim ?? '', verdict(met)].join(' | '),
  );
  return ['Figure | Measured | Reference | Ratio | Aim | Met', '--- | --- | --- | --- | --- | ---', ...cells]
    .map((row) => `| ${row} |`)
    .join('\n');
}

function verdict(met) {
  return met === undefined ? '' : met ? 'yes' : 'MISSED';
}
