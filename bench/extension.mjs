/**
 * How long the extension takes to become active in a real VS Code, as the editor itself measures it: "Load Code" plus
 * "Call Activate", which is the time that its view "Running Extensions" shows. Beside it, in the same window, an extension
 * that does nothing. And the size of the package beside what lies in it.
 *
 *   npm run bench -- extension [--windows 5]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { missing, setup } from '../scripts/vscode/setup.mjs';
import { ROOT, built } from './lib/built.mjs';
import { report } from './lib/report.mjs';
import { median, range } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { windows: { type: 'string', default: '5' } } });
const windows = Math.max(1, Number(values.windows) || 5);
const PATIENCE_MS = 120_000;

built('extension/dist/extension.js');
weigh();
if (missing()) setup();
if (missing()) {
  console.error(`VS Code cannot be measured: ${missing()}`);
  process.exit(2);
}
const rows = Array.from({ length: windows }, measureWindow);
const of = (id) => rows.map((row) => row[id]);
report({
  figure: 'extension: activation in VS Code, load code + call activate',
  ...{ value: median(of('prompthub.prompthub')), unit: 'ms', spread: range(of('prompthub.prompthub'), 'ms') },
  reference: {
    name: 'an empty extension in the same window',
    value: median(of('bench.empty')),
    spread: range(of('bench.empty'), 'ms'),
  },
  aim: { atMost: 150 },
});

/** Opens a window on a folder with prompts, and reads what "Developer: Startup Performance" says. */
function measureWindow() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phb-'));
  const output = path.join(folder, 'performance.md');
  const workspace = path.join(folder, 'workspace');
  cpSync(path.join(ROOT, 'extension/test/fixtures'), workspace, { recursive: true });
  const extensions = path.join(folder, 'extensions');
  cpSync(path.join(ROOT, 'bench/lib/empty-extension'), path.join(extensions, 'empty'), { recursive: true });
  symlinkSync(path.join(ROOT, 'extension'), path.join(extensions, 'prompthub'));
  try {
    const { stderr } = spawnSync(
      process.execPath,
      [
        path.join(ROOT, 'scripts/vscode/code-shim.mjs'),
        workspace,
        `--extensions-dir=${extensions}`,
        // A test needs an extension in development; ours are installed, as with a user.
        `--extensionDevelopmentPath=${path.join(ROOT, 'bench/lib/empty-extension')}`,
        `--extensionTestsPath=${path.join(ROOT, 'bench/lib/activation-in-host.cjs')}`,
      ],
      { env: { ...process.env, BENCH_OUT: output }, encoding: 'utf8', timeout: PATIENCE_MS },
    );
    return activationTimes(readText(output) ?? fail(stderr));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds by the id of the extension, from the table of "Extension Activation Stats". */
function activationTimes(text) {
  const table = text.split('## Extension Activation Stats')[1].split('\n## ')[0];
  const cells = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  // | Extension | Eager | Load Code | Call Activate | Finish Activate | Event | By |
  return Object.fromEntries(
    cells
      .filter((row) => Number(row[3]) >= 0 && row[3] !== '')
      .map((row) => [row[1], Number(row[3]) + Number(row[4])]),
  );
}

function weigh() {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'extension/package.json'), 'utf8'));
  const vsix = `extension/prompthub-${version}.vsix`;
  const place = path.join(ROOT, vsix);
  if (!statSync(place, { throwIfNoEntry: false })) {
    console.error(`${vsix} is not there. Run \`npm run -w extension package\` first.`);
    process.exit(2);
  }
  report({
    figure: 'extension: size of the .vsix',
    ...{ value: statSync(place).size / 1e6, unit: 'MB' },
    reference: {
      name: 'the files in it, not compressed',
      value: uncompressedSize(readFileSync(place)) / 1e6,
    },
    aim: { atMost: 6 },
  });
}

/** Sum over the central directory of a zip file (APPNOTE 4.3.12: signature, then the size at byte 24). */
function uncompressedSize(zip) {
  const signature = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
  let sum = 0;
  for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 46))
    sum += zip.readUInt32LE(at + 24);
  return sum;
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function fail(message) {
  throw new Error(`VS Code told nothing:\n${message}`);
}
