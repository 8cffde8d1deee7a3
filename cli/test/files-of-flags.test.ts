import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../src/exit-code';
import { failureOf } from '../src/failure';
import { createProgram } from '../src/program';

/** What stands where a file should. */
const WRONG = ['missing', 'folder', 'garbage', 'binary'] as const;
type Wrong = (typeof WRONG)[number];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'prompthub-flags-'));
  const model = '---\nmodel: echo/echo\nprompthub.tests: [{ mode: run }]\n---\nHi\n';
  writeFileSync(join(folder, 'a.prompt'), model);
  for (const end of ['json', 'jsonl', 'csv', 'yaml']) {
    mkdirSync(join(folder, `folder.${end}`));
    writeFileSync(join(folder, `garbage.${end}`), '<<<<<<< ours: [\n');
    writeFileSync(join(folder, `binary.${end}`), Buffer.from([0xff, 0xfe, 0, 0x80]));
  }
  for (const wrong of ['garbage', 'binary']) {
    mkdirSync(join(folder, wrong));
    writeFileSync(join(folder, wrong, 'a.prompt'), model);
    writeFileSync(
      join(folder, wrong, 'prompthub.yaml'),
      wrong === 'garbage' ? 'hub: [\n' : Buffer.from([0xff, 0]),
    );
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command whose file is wrong; for which kinds that is no mistake of the command. */
const FLAGS: readonly [
  flag: string,
  args: (file: string) => string[],
  end: string,
  fine?: readonly Wrong[],
][] = [
  ['test --baseline', (file) => ['test', 'a.prompt', '--baseline', file], 'json'],
  ['test --cassette', (file) => ['test', 'a.prompt', '--cassette', file], 'jsonl', ['missing']],
  ['test <promptfooconfig.yaml>', (file) => ['test', file], 'yaml'],
  ['report', (file) => ['report', file], 'json'],
  ['judge-agreement', (file) => ['judge-agreement', file], 'jsonl'],
  ['render --vars', (file) => ['render', 'a.prompt', '--vars', `@${file}`], 'json'],
  ['render --context', (file) => ['render', 'a.prompt', '--context', `@${file}`], 'json'],
  ['render --messages', (file) => ['render', 'a.prompt', '--messages', `@${file}`], 'json'],
];
const table = FLAGS.flatMap(([flag, args, end, fine = []]) =>
  WRONG.filter((wrong) => !fine.includes(wrong)).map(
    (wrong) => [wrong, flag, args, `${wrong}.${end}`] as const,
  ),
);

async function failing(args: readonly string[]) {
  try {
    await createProgram().parseAsync(['node', 'prompthub', ...args]);
  } catch (error) {
    return failureOf(error);
  }
  throw new Error('It did not fail.');
}

it.each(table)(
  'a %s file of %s is a wrong command, which says where and what to do',
  async (_, flag, args, name) => {
    const file = join(folder, name);
    const { message, exitCode } = await failing(
      args(file).map((each) => (each === 'a.prompt' ? join(folder, each) : each)),
    );
    expect(exitCode).toBe(ExitCode.usage);
    // Of data the option is named, of other files they themselves.
    expect(message).toMatch(flag.startsWith('render') ? /--|\.json/ : new RegExp(name));
    expect(message).not.toMatch(/\b(?:ENOENT|EISDIR)\b/);
    expect(message).toMatch(/(?:\. [A-Z“`][^]*|:\d+:\d+: .*)\.$/);
  },
);

it.each(['garbage', 'binary'])('a %s prompthub.yaml is a wrong command, which names it', async (wrong) => {
  const { message, exitCode } = await failing(['test', join(folder, wrong, 'a.prompt')]);
  expect([exitCode, message]).toEqual([ExitCode.usage, expect.stringContaining('prompthub.yaml')]);
});
