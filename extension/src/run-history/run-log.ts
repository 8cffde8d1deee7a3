import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunRecord } from '../runs/run-record';
import { keptRun, parseKeptRuns, type KeptContents } from './kept-run';

export interface RunLogLimits {
  /** Of each prompt; older ones go. */
  readonly runs: number;
  /** Characters of answers and values of each prompt; older runs then keep their figures alone. */
  readonly characters: number;
  readonly prompts: number;
}

const LIMITS: RunLogLimits = { runs: 100, characters: 2_000_000, prompts: 300 };

/** Runs on this machine, by prompt, over restarts of the editor: a file for each prompt, read and written by its owner alone. */
export class RunLog {
  readonly #folder: string;
  readonly #limits: RunLogLimits;
  /** One thing after the other, so that no run gets lost between reading and writing. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string, limits = LIMITS) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** Newest first. A file that cannot be read is as good as none. */
  runs(uri: string): Promise<RunRecord[]> {
    return this.#inTurn(() => this.#read(this.#file(uri)));
  }

  add(run: RunRecord, contents: KeptContents): Promise<void> {
    return this.#inTurn(async () => {
      const file = this.#file(run.uri);
      const runs = [keptRun(run, contents), ...(await this.#read(file))];
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      // A window that is killed meanwhile leaves the old file whole.
      const temporary = `${file}.${randomUUID()}`;
      await writeFile(temporary, JSON.stringify(this.#bounded(runs)), { mode: 0o600 });
      await rename(temporary, file);
      await this.#forgetOldest();
    });
  }

  /** Of one prompt; without one, of all. */
  forget(uri?: string): Promise<void> {
    return this.#inTurn(() =>
      rm(uri === undefined ? this.#folder : this.#file(uri), { recursive: true, force: true }),
    );
  }

  #bounded(runs: readonly RunRecord[]): RunRecord[] {
    let left = this.#limits.characters;
    return runs.slice(0, this.#limits.runs).map((run) => {
      left -= run.text.length + JSON.stringify([run.values, run.request.vars, run.toolCalls]).length;
      return left >= 0 ? run : keptRun(run, 'figures');
    });
  }

  async #read(file: string): Promise<RunRecord[]> {
    const text = await readFile(file, 'utf8').catch(() => '[]');
    try {
      return await parseKeptRuns(JSON.parse(text));
    } catch {
      return [];
    }
  }

  /** Prompts that were run longest ago. */
  async #forgetOldest(): Promise<void> {
    const names = await readdir(this.#folder);
    if (names.length <= this.#limits.prompts) return;
    const files = names.map((name) => path.join(this.#folder, name));
    const aged = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
    const oldest = aged.sort((a, b) => a.at - b.at).slice(0, names.length - this.#limits.prompts);
    for (const { file } of oldest) await rm(file, { force: true });
  }

  #file(uri: string): string {
    return path.join(this.#folder, `${createHash('sha256').update(uri).digest('hex').slice(0, 32)}.json`);
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(action);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
