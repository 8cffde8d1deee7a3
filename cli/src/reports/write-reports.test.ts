import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareReports } from './compare-reports';
import { reportOfTests } from './testing/some-reports';
import { checkOutputs, writeReports } from './write-reports';

const report = reportOfTests(undefined, []);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prompthub-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (...names: string[]): string => join(folder, ...names);

it.each([
  ['r.pdf', 'must end in .html'],
  ['taken.json/r.json', 'no folder'],
  ['folder.json', 'a folder of that name'],
])('refuses %s before anything is run', async (name, words) => {
  writeFileSync(at('taken.json'), '');
  mkdirSync(at('folder.json'));
  await expect(checkOutputs([at(name)])).rejects.toThrow(words);
  await expect(checkOutputs([at(name)])).rejects.toMatchObject({ exitCode: 2 });
});

it('makes the folders that are missing', async () => {
  await checkOutputs([at('new', 'deep', 'r.json')]);
  await writeReports(report, [at('new', 'deep', 'r.json')]);
  expect(JSON.parse(readFileSync(at('new', 'deep', 'r.json'), 'utf8'))).toEqual(report);
});

const posix = process.platform === 'win32' ? it.skip : it;
if (posix === it.skip)
  console.warn('Skipped: folders that may not be written. Windows has no modes of files.');

posix('refuses a folder that may not be written', async () => {
  chmodSync(folder, 0o555);
  const isRoot = process.geteuid?.() === 0;
  // To root every folder is writable.
  if (isRoot) process.seteuid?.(65534);
  try {
    await expect(checkOutputs([at('r.json')])).rejects.toThrow('you may not write there. Nothing was run.');
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
});

it('writes the others when one cannot be written, and names that one', async () => {
  mkdirSync(at('a.json'));
  await expect(writeReports(report, [at('a.json'), at('b.json')])).rejects.toThrow(/a\.json/);
  expect(existsSync(at('b.json'))).toBe(true);
});

it('replaces a report whole, and lets a link be a link', async () => {
  writeFileSync(at('real.json'), 'x'.repeat(100_000));
  symlinkSync(at('real.json'), at('link.json'));
  await writeReports(report, [at('link.json')]);
  expect(JSON.parse(readFileSync(at('real.json'), 'utf8'))).toEqual(report);
});

it('writes what compares with a base as Markdown, and data without it', async () => {
  await writeReports(report, [at('r.md'), at('r.json')], await compareReports(report, report));
  expect(readFileSync(at('r.md'), 'utf8')).toMatch(/^<!-- prompthub: comparison of tests -->/);
  expect(JSON.parse(readFileSync(at('r.json'), 'utf8'))).toEqual(report);
});
