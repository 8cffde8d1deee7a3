import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { builtCli } from './built-cli';
import { runCli, type Outcome, type RunOptions } from './run-cli';

// The bundle is made before the first test; and a busy machine starts processes slowly.
jest.setTimeout(60_000);
beforeAll(() => void builtCli());

/** A folder of real files to run the command in; gone after the test. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'prompthub-cli-'));

  write(files: Readonly<Record<string, string | Uint8Array>>): this {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), content);
    }
    return this;
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  run(args: readonly string[], options: Omit<RunOptions, 'cwd'> = {}): Promise<Outcome> {
    return runCli(args, { cwd: this.path, ...options });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
