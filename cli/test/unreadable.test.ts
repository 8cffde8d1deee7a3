import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { builtCli } from './built-cli';
import { findFiles } from '../src/files/find-files';
import { Folder } from './workspace';

const GOOD =
  '---\nmodel: echo/echo\nprompthub.tests: [{ description: t, assert: [{ type: contains, value: Hi }] }]\n---\nHi {{ name }}\n';
const posix = process.platform === 'win32' ? describe.skip : describe;
if (posix === describe.skip) console.warn('Skipped: what cannot be read. Windows has no modes of files.');

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

posix('what is no file', () => {
  let server: Server;
  beforeEach(async () => {
    folder.write({ 'good.prompt': GOOD, 'pipe.tests.yaml': '[]' });
    execFileSync('mkfifo', [join(folder.path, 'pipe.prompt')]);
    server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder.path, 'socket.prompt'), resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ['check', 'pipe.prompt', 'named pipe'],
    ['check', 'socket.prompt', 'socket'],
    ['check', '/dev/zero', 'device'],
    ['format', 'pipe.prompt', 'named pipe'],
    ['format', 'socket.prompt', 'socket'],
    ['render', 'pipe.prompt', 'named pipe'],
    ['run', 'pipe.prompt', 'named pipe'],
    ['test', 'pipe.prompt', 'named pipe'],
    ['test', 'pipe.tests.yaml', 'named pipe'],
  ])('is refused by %s: %s', async (command, path, kind) => {
    const { code, stdout, stderr } = await folder.run([command, path]);
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining(`It is a ${kind}, not a file`)]);
    expect(stdout + stderr).toContain(path.replace('.tests.yaml', '.prompt'));
  });

  it.each(['check', 'format', 'test'])(
    'is named by %s of its folder, and the rest goes on',
    async (command) => {
      const { code, stdout, stderr } = await folder.run([command, '.']);
      expect(code).toBe(1);
      for (const name of ['pipe.prompt', 'socket.prompt']) expect(stdout + stderr).toContain(name);
      expect(stdout + stderr).toContain(command === 'check' ? '2 files checked' : 'good.prompt');
    },
  );

  it('is refused as data', async () => {
    const { code, stderr } = await folder.run(['render', 'good.prompt', '--vars', '@pipe.prompt']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('pipe.prompt: It is a named pipe')]);
  });

  it('may be a pipe that the shell opened for the command', () => {
    const script = `printf 'Hello {{name}}' | "$0" "$1" render /dev/stdin --vars '{"name":"Ada"}'`;
    const output = execFileSync('sh', ['-c', script, process.execPath, builtCli()], { timeout: 30_000 });
    expect(output.toString()).toContain('Hello Ada');
  });
});

describe('a file that is no text', () => {
  const files = { 'a.prompt': new Uint8Array([0xc3, 0x28]), 'b.prompt': GOOD, 'c.tests.yaml': '[]' };

  it('does not keep format from the others', async () => {
    const { code, stdout, stderr } = await folder.write(files).run(['format', '.']);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: 'b.prompt\n',
      stderr: expect.stringMatching(/a\.prompt: Line 1 is not valid UTF-8[^]*2 files, 1 changed, 1 failed/),
    });
    expect(folder.read('b.prompt')).toContain('{{name}}');
  });

  it('is an errored test, in every report, beside the tests of the others', async () => {
    const { code, stdout } = await folder.write(files).run(['test', '.', '--json', '--output', 'r.xml']);
    const { totals, prompts } = JSON.parse(stdout);
    expect([code, totals]).toEqual([1, expect.objectContaining({ passed: 1, errored: 2, total: 3 })]);
    expect(
      prompts.map(({ prompt, tests }: { prompt: string; tests: { error?: string }[] }) => [
        prompt,
        tests[0]?.error,
      ]),
    ).toEqual([
      ['a.prompt', expect.stringContaining('not valid UTF-8')],
      ['b.prompt', undefined],
      ['c.tests.yaml', expect.stringContaining('no c.prompt beside it')],
    ]);
    expect(folder.read('r.xml')).toMatch(/<error message="Line 1 is not valid UTF-8/);
  });
});

posix('a folder that may not be read', () => {
  // To root every folder is readable.
  const asNobody = async <T>(work: () => Promise<T>): Promise<T> => {
    if (process.geteuid?.() !== 0) return work();
    process.seteuid?.(65534);
    try {
      return await work();
    } finally {
      process.seteuid?.(0);
    }
  };

  it('is named, and the rest is found', async () => {
    folder.write({ 'a.prompt': GOOD, 'z/b.prompt': GOOD });
    chmodSync(folder.path, 0o755);
    mkdirSync(join(folder.path, 'closed'));
    const find = () => findFiles([folder.path], (path) => path.endsWith('.prompt'));
    expect(await find()).toMatchObject({ problems: [] });
    chmodSync(join(folder.path, 'closed'), 0o000);
    const { files, problems } = await asNobody(find);
    expect(files).toEqual([join(folder.path, 'a.prompt'), join(folder.path, 'z', 'b.prompt')]);
    expect(problems).toMatchObject([{ file: join(folder.path, 'closed'), code: 'unreadable-file' }]);
    chmodSync(join(folder.path, 'closed'), 0o755);
  });
});
