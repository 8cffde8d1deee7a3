import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const built = existsSync(join(__dirname, '../dist/prompthub.js'));
if (!built) console.warn('Skipped: the command on an older Node. cli/dist is not built (npm run build).');

(built ? test : test.skip)(
  'on an older Node the command goes on in the one that the repository brings',
  () => {
    const prompt = join(__dirname, '../../examples/support-desk/reply.prompt');
    const preload = ['--require', join(__dirname, 'old-node.cjs')];
    const command = [join(__dirname, '../bin/prompthub.js'), 'check', prompt, '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...preload, ...command], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toBeDefined();
  },
);
