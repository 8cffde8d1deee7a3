import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestReport } from '@prompthub/protocol';
import { builtCli } from './built-cli';
import { startModels, type ModelsServer } from './models-server';
import { Folder } from './workspace';

/** Why no disk of our own can be mounted here; undefined: it can. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux') return `${process.platform} has no mount namespaces`;
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt'], {
      stdio: 'pipe',
    });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

const why = obstacle();
if (why !== undefined) console.warn(`Tests of a full disk are skipped: ${why}.`);
const onDisk = why === undefined ? it : it.skip;

const QUESTIONS = 12;
let models: ModelsServer;
let folder: Folder;

beforeEach(async () => {
  models = await startModels(() => 'answer '.repeat(700));
  const tests = Array.from({ length: QUESTIONS }, (_, n) => `- { vars: { n: ${n} } }\n`).join('');
  folder = new Folder().write({
    'prompthub.yaml': `endpoints: { stub: { kind: openai-compatible, baseUrl: "${models.url}" } }\n`,
    'a.prompt': '---\nmodel: stub/one\n---\nSay {{n}}\n',
    'a.tests.yaml': tests,
  });
});
afterEach(() => {
  models.stop();
  folder.remove();
});

/** Where the journal lies, too. */
const DISK = '.prompthub';
/** A disk of 1 MiB with room for some answers. */
const SCRIPT = `
mkdir ${DISK} reports
mount -t tmpfs -o size=1m tmpfs ${DISK} && mount -t tmpfs -o size=8k tmpfs reports
fill() { head -c 480000 /dev/zero > ${DISK}/filler; }
fill
"$@" --output reports/r.json --output first.json > first.txt 2>&1; echo $? >> first.txt
rm ${DISK}/filler
"$@" --resume --output second.json > second.txt 2>&1; echo $? >> second.txt
fill
"$@" --cassette ${DISK}/c.jsonl --output third.json > third.txt 2>&1; echo $? >> third.txt
cp ${DISK}/c.jsonl c.jsonl
ls -A ${DISK} > left.txt
`;

onDisk(
  'a full disk: what cannot be kept is not asked, reports say so, and nothing is paid twice',
  async () => {
    const command = [process.execPath, builtCli(), 'test', 'a.tests.yaml', '--concurrency', '1'];
    await promisify(execFile)('unshare', ['-rm', 'sh', '-c', SCRIPT, 'sh', ...command], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], PROMPTHUB_CONFIG_DIR: folder.path },
      timeout: 50_000,
    });
    const report = (name: string): TestReport => JSON.parse(folder.read(name));
    const { questions } = models;
    const { passed, errored } = report('first.json').totals;
    expect([passed + errored, passed > 0, errored > 0]).toEqual([QUESTIONS, true, true]);
    expect(folder.read('first.txt')).toMatch(
      /no space left on device[^]*Make room and resume the run[^]*Go on with --resume[^]*r\.json[^]*1\n$/,
    );
    expect(report('second.json').totals).toMatchObject({ passed: QUESTIONS });
    expect(questions.slice(0, QUESTIONS).toSorted()).toEqual([...new Set(questions)].toSorted());
    const third = report('third.json').totals;
    expect([third.passed > 0, third.errored > 0, questions.length]).toEqual([
      true,
      true,
      QUESTIONS + third.passed,
    ]);
    // Answers that were under way when the disk was full are there.
    expect(folder.read('left.txt')).toBe('c.jsonl\nfiller\n');
    expect(folder.read('c.jsonl').split('"answered"')).toHaveLength(third.passed + 1);
    expect(folder.read('third.txt')).toContain('Make room');
  },
);
