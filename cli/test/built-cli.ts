import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '../..');

/**
 * The bundled command, built from the sources as they are now. Kept by their fingerprint and put in place by a rename,
 * so that test files which run side by side build it once and never see half of it.
 */
export function builtCli(): string {
  return (built ??= build());
}

/** Environment of a process of the command: Node keeps what it compiles beside the bundle, so that the next start is quicker. */
export function builtCliEnvironment(): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(dirname(builtCli()), 'compiled') };
}

/** As it was when this test file first asked: looking at a thousand sources takes as long as the command itself. */
let built: string | undefined;

function build(): string {
  const cache = join(root, '.cache', 'cli');
  const folder = join(cache, fingerprint());
  const file = join(folder, 'prompthub.js');
  if (existsSync(file)) return file;
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(join(cache, 'making-'));
  const script = `import(${JSON.stringify(join(root, 'cli/esbuild.mjs'))}).then(({ bundle }) => bundle(${JSON.stringify(making)}))`;
  execFileSync(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    renameSync(making, folder);
  } catch {
    rmSync(making, { recursive: true, force: true });
  }
  return file;
}

function fingerprint(): string {
  const hash = createHash('sha1');
  for (const name of ['core', 'engine', 'protocol', 'client', 'cli']) {
    for (const entry of readdirSync(join(root, name, 'src'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.test.ts')) continue;
      const file = join(entry.parentPath, entry.name);
      hash.update(`${file} ${statSync(file).mtimeMs}\n`);
    }
  }
  return hash
    .update(String(statSync(join(root, 'cli/esbuild.mjs')).mtimeMs))
    .digest('hex')
    .slice(0, 16);
}
