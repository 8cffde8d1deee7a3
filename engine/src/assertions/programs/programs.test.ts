import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssertionSpec, AssertionVerdict } from '../../runner/test-case';
import { NO_TOOLS } from '../assertion-tools';
import { judge } from '../judge';
import { observed } from '../testing/golden';
import { programRunner, type ProgramSetting } from './run-program';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function judged(
  spec: AssertionSpec,
  output: string,
  setting: Partial<ProgramSetting> = {},
): Promise<AssertionVerdict> {
  const tools = {
    ...NO_TOOLS,
    readFile: (name: string) => Promise.resolve(readFileSync(join(folder, name), 'utf8')),
    runProgram: programRunner({ folder, ...setting }),
  };
  return judge(spec, observed(output), { index: 0, tools });
}

const isHere = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

interface Case {
  readonly value: string;
  readonly text?: string;
  readonly threshold?: number;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Each holds for "Ada" and fails for "Bob". */
const PYTHON: readonly Case[] = [
  { value: 'output == context["vars"]["name"]' },
  { value: 'if output == "Ada":\n  return True\nreturn 0' },
  { value: 'print("noise")\nreturn {"pass": output == "Ada", "score": 0.5, "reason": "why"}' },
  { value: '0.7 if output == "Ada" else 0.3', threshold: 0.5 },
  { value: '"true" if output == "Ada" else "false"' },
  { value: 'json.dumps({"pass_": output == "Ada", "score": 1})' },
  {
    value: 'file://check.py',
    text: 'from helper import wanted\ndef get_assert(output, context):\n  return output == wanted(context)',
  },
  {
    value: 'file://check.py:named',
    text: 'async def named(output, context):\n  return output == context["config"]["who"]',
    config: { who: 'Ada' },
  },
];

const RUBY: readonly Case[] = [
  { value: 'output == context["vars"]["name"]' },
  { value: 'puts "noise"\nreturn { "pass" => output == "Ada", "score" => 0.5 }' },
  {
    value: 'file://check.rb',
    text: 'def get_assert(output, context)\n  output == context["vars"]["name"] ? 0.9 : 0.1\nend',
    threshold: 0.5,
  },
  {
    value: 'file://check.rb:named',
    text: 'def named(output, context) = output == context["config"]["who"]',
    config: { who: 'Ada' },
  },
];

describe.each([
  { type: 'python', command: 'python3', cases: PYTHON },
  { type: 'ruby', command: 'ruby', cases: RUBY },
])('$type', ({ type, command, cases }) => {
  const where = isHere(command) ? test : test.skip;
  where.each(cases)(`$value (needs ${command})`, async ({ value, text, threshold, config }) => {
    writeFileSync(join(folder, 'helper.py'), 'def wanted(context):\n  return context["vars"]["name"]');
    if (text) writeFileSync(join(folder, /check\.\w+/.exec(value)?.[0] ?? ''), text);
    const spec = { type, value, threshold, config };
    expect(await judged(spec, 'Ada')).toMatchObject({ pass: true });
    const failed = await judged(spec, 'Bob');
    expect(failed).toMatchObject({ pass: false });
    expect(failed.errored).toBeFalsy();
    expect(await judged({ ...spec, type: `not-${type}` }, 'Bob')).toMatchObject({ pass: true });
  });

  test('without the program it is errored, and says so', async () => {
    const verdict = await judged({ type, value: 'true' }, 'x', { environment: { PATH: folder } });
    expect(verdict).toMatchObject({ pass: false, errored: true });
    expect(verdict.reason).toMatch(/^(Python|Ruby) is not installed here, and "(python|ruby)" needs it\.$/);
  });

  test('a file of another name is no such program', async () => {
    expect((await judged({ type, value: 'file://check.js' }, 'x')).reason).toContain('its name must end in');
  });
});

const withPython = isHere('python3') ? describe : describe.skip;
withPython('what goes wrong in a program (needs python3)', () => {
  test.each([
    ['1 / 0', 'ZeroDivisionError'],
    ['this is no code', 'SyntaxError'],
    ['None', 'must return a boolean'],
    ['"a text"', 'must return a boolean'],
    ['object()', 'not JSON serializable'],
    ['import os\nos._exit(3)', 'code 3'],
    ['import os\nos._exit(0)', 'not JSON'],
    ['import sys\nsys.__stdout__.write("x" * 6_000_000)\nreturn True', 'more than 5 MB'],
  ])('%j', async (value, message) => {
    for (const type of ['python', 'not-python']) {
      const verdict = await judged({ type, value }, 'x');
      expect(verdict).toMatchObject({ pass: false, errored: true });
      expect(verdict.reason).toContain(message);
    }
  });

  test('a function that is not there', async () => {
    writeFileSync(join(folder, 'empty.py'), 'x = 1');
    expect((await judged({ type: 'python', value: 'file://empty.py' }, 'x')).reason).toContain(
      'no function get_assert',
    );
  });

  test('one that does not end is ended, with the programs that it has started', async () => {
    const value = [
      'import subprocess, sys, time',
      `child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])`,
      `open("child.pid", "w").write(str(child.pid))`,
      'while True: time.sleep(1)',
    ].join('\n');
    const verdict = await judged({ type: 'python', value }, 'x', { timeoutMs: 3_000 });
    expect(verdict).toMatchObject({ pass: false, errored: true });
    expect(verdict.reason).toContain('took more than 3000 ms');
    const child = Number(readFileSync(join(folder, 'child.pid'), 'utf8'));
    expect(child).toBeGreaterThan(1);
    await ended(child);
  });

  test('what is left behind by one that ended holds nobody up', async () => {
    const value =
      'import subprocess, sys\nsubprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])\nreturn True';
    expect(await judged({ type: 'python', value }, 'x')).toMatchObject({ pass: true });
  });

  test('a cancelled run ends it', async () => {
    const controller = new AbortController();
    const running = judged({ type: 'python', value: 'import time\ntime.sleep(600)' }, 'x', {
      signal: controller.signal,
    });
    controller.abort();
    expect(await running).toMatchObject({ errored: true });
  });

  test('it sees no keys', async () => {
    const environment = {
      ...process.env,
      OPENAI_API_KEY: 'sk-secret',
      PROMPTHUB_TOKEN: 'secret',
      GITHUB_TOKEN: 'secret',
    };
    const value =
      'import os\nreturn not any("secret" in value for value in os.environ.values()) and "PATH" in os.environ';
    expect(await judged({ type: 'python', value }, 'x', { environment })).toMatchObject({ pass: true });
  });
});

/** A killed process is gone when its parent, here the system's first, has taken note. */
async function ended(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
      const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (state === 'Z') return;
    } catch {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
