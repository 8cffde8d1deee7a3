import childProcess from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { ProcessWorkplace, type ProcessWorkplaceOptions } from './process-workplace';

const folder = mkdtempSync(join(tmpdir(), 'prompthub-workplace-'));
/** Does as the code says that it is sent. */
const puppet = join(folder, 'puppet.cjs');
const secret = join(tmpdir(), `${folder.split(sep).at(-1)}.txt`);
const open: ProcessWorkplace[] = [];
const fork = jest.spyOn(childProcess, 'fork');

beforeAll(() => {
  process.env['PROMPTHUB_SECRET'] = 'hidden';
  writeFileSync(secret, 'hidden');
  writeFileSync(
    puppet,
    `const { spawnSync } = require('node:child_process');
    const { readFileSync, writeFileSync } = require('node:fs');
    const { Worker } = require('node:worker_threads');
    const refusalOf = (tried) => { try { return String(tried()); } catch ({ code }) { return code; } };
    process.on('message', ({ run: { code } }) => {
      if (code === 'hang') for (;;);
      if (code === 'exit') process.exit(0);
      if (code === 'allocate') for (const all = []; ; ) all.push({ all: [all.length] });
      if (code === 'nonsense') return process.send('nonsense');
      const value = code === 'pid' ? process.pid : code === 'rights' ? rights() : code;
      process.send({ is: 'done', value });
    });
    const rights = () => ({
      environment: Object.keys(process.env).filter((name) => /PROMPTHUB|PATH|HOME/.test(name)),
      refusals: [
        () => readFileSync(${JSON.stringify(secret)}),
        () => writeFileSync(__filename, ''),
        () => spawnSync(process.execPath, ['-e', '0']).error.code,
        () => new Worker('0', { eval: true }),
        () => process.dlopen({ exports: {} }, 'any.node'),
      ].map(refusalOf),
    });
    process.send('ready');`,
  );
});
beforeEach(() => fork.mockClear());
afterEach(() => {
  for (const each of open.splice(0)) each.dispose();
});
afterAll(() => {
  delete process.env['PROMPTHUB_SECRET'];
  rmSync(secret);
  rmSync(folder, { recursive: true });
});

/** Puppets, one unless there are to be more. */
function workplace(options: ProcessWorkplaceOptions = {}) {
  const flags = [`--allow-fs-read=${folder}${sep}`];
  const made = new ProcessWorkplace({ size: 1, script: puppet, flags, ...options });
  open.push(made);
  const tell = (code: string) => made.runCode({ who: 'The puppet', code, globals: {} });
  return { made, tell, pid: async () => (await tell('pid')) as number };
}

/** Resolves when it runs no more. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('processes start when there is work, and no more of them than there may be', async () => {
  const { tell } = workplace({ size: 2 });
  expect(fork).not.toHaveBeenCalled();
  const said = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(tell));
  expect(said).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(fork).toHaveBeenCalledTimes(2);
});

test('one that has nothing to do for a while ends, and another starts when it is needed', async () => {
  const { pid } = workplace({ idleMs: 1 });
  const first = await pid();
  await gone(first);
  expect(await pid()).not.toBe(first);
});

test('a process has no secrets, reads and writes no files, starts nothing and loads no native code', async () => {
  const refused = 'ERR_ACCESS_DENIED';
  expect(await workplace().tell('rights')).toEqual({
    environment: [],
    refusals: [refused, refused, refused, refused, 'ERR_DLOPEN_DISABLED'],
  });
});

describe('work that does not come to an end by itself', () => {
  test.each([
    ['hang', { limitMs: 1000 }, 'This was not decided: it took more than 1000 ms, and was stopped.'],
    [
      'allocate',
      { memoryMb: 16 },
      'This was not decided: it took more than 16 MB of memory, or broke the process that it was judged in.',
    ],
    ['exit', {}, expect.stringContaining('broke the process')],
  ])('%s: it is undecided, and what waits is done by a new process', async (code, options, message) => {
    const { tell, pid } = workplace(options);
    const first = await pid();
    const [stopped, waited, second] = await Promise.allSettled([tell(code), tell('waited'), pid()]);
    expect(stopped).toMatchObject({ status: 'rejected', reason: { name: 'AssertionError', message } });
    expect(waited).toEqual({ status: 'fulfilled', value: 'waited' });
    expect(second).toMatchObject({ status: 'fulfilled', value: expect.any(Number) });
    expect(second).not.toMatchObject({ value: first });
    await gone(first);
  });

  test('an answer in another form is nobody’s verdict', async () => {
    await expect(workplace().tell('nonsense')).rejects.toThrow('expected');
  });

  test('a process that does not start', async () => {
    const { tell } = workplace({ script: join(folder, 'missing.cjs') });
    await expect(tell('a')).rejects.toThrow('This was not decided: the process for it did not start.');
  });

  test('a system without memory for a process: what waits for one is not forgotten', async () => {
    const { tell } = workplace();
    await tell('a');
    const work = ['exit', 'refused', 'waited'].map(tell);
    fork.mockImplementationOnce(() => {
      throw new Error('spawn ENOMEM');
    });
    const [, refused, waited] = await Promise.allSettled(work);
    expect(refused).toMatchObject({
      reason: { message: 'This was not decided: the process for it failed (spawn ENOMEM).' },
    });
    expect(waited).toMatchObject({ value: 'waited' });
  });

  test('what cannot be sent harms nothing else', async () => {
    const { made, tell } = workplace();
    const run = { who: 'The puppet', code: 'a', globals: { callback: () => undefined } };
    await expect(made.runCode(run)).rejects.toThrow('could not be cloned');
    expect(await tell('a')).toBe('a');
  });
});

describe('a process that somebody kills', () => {
  test('in the middle of its work', async () => {
    const { tell, pid } = workplace();
    const killed = await pid();
    const work = tell('hang');
    process.kill(killed, 'SIGKILL');
    await expect(work).rejects.toThrow('broke the process');
    expect(await tell('a')).toBe('a');
  });

  test('while it has nothing to do', async () => {
    const { tell, pid } = workplace();
    const killed = await pid();
    process.kill(killed, 'SIGKILL');
    await gone(killed);
    expect(await tell('a')).toBe('a');
  });
});

test('when it is closed, what works and what waits is undecided, and no process is left', async () => {
  const { made, tell, pid } = workplace();
  const spinning = await pid();
  const work = [tell('hang'), tell('a')];
  made.dispose();
  work.push(tell('b'));
  for (const each of work)
    await expect(each).rejects.toThrow('This was not decided: the judging was stopped.');
  await gone(spinning);
  expect(fork).toHaveBeenCalledTimes(1);
});
