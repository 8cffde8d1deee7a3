import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

it('docs/reference/sdk.md is current (node scripts/docs-sdk.mjs writes it)', () => {
  const script = join(__dirname, '../../scripts/docs-sdk.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
