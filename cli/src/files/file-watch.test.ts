import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileWatch } from './file-watch';

test('who ends it is told of no change any more, even of one that was just saved', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prompthub-watch-'));
  const controller = new AbortController();
  // Before there is quiet.
  const files = new FileWatch(() => {
    setTimeout(() => controller.abort(), 1);
    return false;
  });
  await files.add([folder]);
  const next = files.next(controller.signal);
  writeFileSync(join(folder, 'a.prompt'), 'A');
  expect(await next).toBeUndefined();
  files.close();
  rmSync(folder, { recursive: true });
});
