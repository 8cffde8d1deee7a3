import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { withLock } from './file-lock';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompthub-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('lets one in at a time, and all in the end', async () => {
  let inside = 0;
  let most = 0;
  const work = () =>
    withLock(join(folder, 'lock'), async () => {
      most = Math.max(most, ++inside);
      await setImmediate();
      inside--;
    });
  await Promise.all(Array.from({ length: 10 }, work));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

it('opens again after a failure', async () => {
  const file = join(folder, 'lock');
  await expect(withLock(file, () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
  await expect(withLock(file, () => Promise.resolve(1))).resolves.toBe(1);
});

it('takes over from a process that died', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  await writeFile(join(folder, 'lock'), `${pid} x`);
  await expect(withLock(join(folder, 'lock'), () => Promise.resolve(1), { waitMs: 5000 })).resolves.toBe(1);
});

it('takes over a lock that is far too old', async () => {
  await writeFile(join(folder, 'lock'), `${process.pid} x`);
  await utimes(join(folder, 'lock'), 1, 1);
  await expect(withLock(join(folder, 'lock'), () => Promise.resolve(1), { waitMs: 5000 })).resolves.toBe(1);
});

it('shows signs of life while the work goes on, so that nobody takes it for left behind', async () => {
  const file = join(folder, 'lock');
  const untilSigned = async () => {
    await utimes(file, 1, 1);
    while ((await stat(file)).mtimeMs === 1000) await setImmediate();
  };
  await expect(withLock(file, untilSigned, { staleMs: 40 })).resolves.toBeUndefined();
});

it('gives up in the end, naming the file', async () => {
  await writeFile(join(folder, 'lock'), `${process.pid} x`);
  await expect(withLock(join(folder, 'lock'), () => Promise.resolve(1), { waitMs: 1 })).rejects.toThrow(
    join(folder, 'lock'),
  );
});
