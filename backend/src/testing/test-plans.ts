import { posix } from 'node:path';
import { Injectable } from '@nestjs/common';
import { isPartial, isPrompt, parse } from '@prompthub/core';
import {
  type HubDataset,
  hubDataset,
  type TestCase,
  testsOfFile,
  testsOfPrompt,
  withDatasets,
} from '@prompthub/engine';
import { MAX_TEST_RESULTS } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { databaseProblem } from '../common/database-problem';
import { PromptBundles } from '../registry/prompt-bundles';
import { bytePieces } from './byte-pieces';
import { hubTest } from './hub-test';

export interface PlannedTest {
  /** The file that it is written in. */
  readonly source: string;
  readonly test: TestCase;
}

/** A prompt of a version with its tests: its own, and those of the suite beside it. */
export interface PlannedPrompt {
  readonly path: string;
  readonly tests: readonly PlannedTest[];
}

/** Characters of data that the tests of one run name, a file counted as often as it is named. */
const MOST_DATA = 16_000_000;

/** `id` is the project's. */
interface Version {
  readonly id: string;
  readonly commit: string;
}

/** The tests that a version brings with it. What a version holds never changes, so that every hub plans the same. */
@Injectable()
export class TestPlans {
  constructor(private readonly bundles: PromptBundles) {}

  /**
   * Of `paths`, or of all prompts; those without tests are left out. By path. Undefined when these are more tests than a run holds, or
   * their data more than a hub reads for one: a small version can name a large file again and again.
   * @throws when the database is away, also in the middle: what it did not give is no fault of a test.
   */
  async of(version: Version, paths?: readonly string[]): Promise<PlannedPrompt[] | undefined> {
    const files = await this.bundles.filesOf(version, version.commit);
    const prompts = (paths ?? [...files.keys()].filter(isTested)).filter((path) => files.has(path)).sort();
    const planned: PlannedPrompt[] = [];
    let [count, characters] = [0, 0];
    let away: Error | undefined;
    for (const path of prompts) {
      const tests: PlannedTest[] = [];
      for (const { source, list } of await this.#testsOf(version, files, path)) {
        const read = async (name: string): Promise<AsyncIterable<Uint8Array>> => {
          const text = await this.#read(version, files, { source, name }).catch((error: unknown) => {
            if (error instanceof Error && databaseProblem(error)) away = error;
            throw error;
          });
          characters += text.length;
          return bytePieces(Buffer.from(text));
        };
        for (const written of list) {
          const rows = await withDatasets([written], read);
          if (away !== undefined) throw away;
          count += rows.length;
          if (count > MAX_TEST_RESULTS || characters > MOST_DATA) return undefined;
          tests.push(...rows.map((test) => ({ source, test: hubTest(test) })));
        }
      }
      if (tests.length > 0) planned.push({ path, tests });
    }
    return planned;
  }

  /** Paths of the prompts that have tests, read within a transaction. */
  async testedPrompts(version: Version, manager: EntityManager): Promise<string[]> {
    const files = await this.bundles.filesOf(version, version.commit, manager);
    const tested: string[] = [];
    for (const path of [...files.keys()].filter(isTested)) {
      const written = await this.#testsOf({ ...version, manager }, files, path);
      if (written.some(({ list }) => list.length > 0)) tested.push(path);
    }
    return tested.sort();
  }

  /**
   * The text of a file that a file of tests names, relative to itself: of the same version, and of nothing else.
   * @throws Error in words for the author of the test.
   */
  async read(version: Version, source: string, name: string): Promise<string> {
    return this.#read(version, await this.bundles.filesOf(version, version.commit), { source, name });
  }

  async #read(
    version: Version,
    files: ReadonlyMap<string, string>,
    { source, name }: { source: string; name: string },
  ): Promise<string> {
    const elsewhere = hubDataset(name);
    if (elsewhere !== undefined) return this.#readElsewhere(version, elsewhere);
    const path = posix.join(posix.dirname(source), name);
    if (posix.isAbsolute(name) || path.startsWith('../'))
      throw new Error('it does not lie in the project, so it was not read.');
    const blob = files.get(path);
    if (blob === undefined) throw new Error('there is no such file in this version.');
    return (await this.bundles.textsOf(version, [blob])).get(blob) ?? '';
  }

  /** Of another version, which must be one that never becomes another: a run can be taken up again by any hub. */
  async #readElsewhere(version: Version, { ref, path }: HubDataset): Promise<string> {
    if (!/^[0-9a-f]{40}$/.test(ref))
      throw new Error(
        `on the hub it must name a commit by all 40 digits of its id: what “${ref}” names may change while the run goes on.`,
      );
    const files = await this.bundles.filesOf(version, ref);
    const blob = files.get(path);
    if (blob === undefined) throw new Error('there is no such file in that version.');
    return (await this.bundles.textsOf(version, [blob])).get(blob) ?? '';
  }

  async #testsOf(
    version: Version & { readonly manager?: EntityManager },
    files: ReadonlyMap<string, string>,
    path: string,
  ): Promise<{ source: string; list: readonly TestCase[] }[]> {
    const stem = path.slice(0, -'.prompt'.length);
    const sources = [path, `${stem}.tests.yaml`, `${stem}.tests.yml`].filter((file) => files.has(file));
    const blobs = sources.map((source) => files.get(source) ?? '');
    const texts = await this.bundles.textsOf(version, blobs, version.manager);
    return sources.map((source, index) => {
      const text = texts.get(blobs[index] ?? '') ?? '';
      return { source, list: source === path ? testsOfPrompt(parse(text)).tests : suiteOf(source, text) };
    });
  }
}

function isTested(path: string): boolean {
  return isPrompt(path) && !isPartial(path);
}

/** A file that cannot be read is a test that cannot run, so that nobody takes it for one without tests. */
function suiteOf(source: string, text: string): readonly TestCase[] {
  const { tests, problems } = testsOfFile(text);
  const broken = problems.find(({ path, severity }) => severity === 'error' && path.length === 0);
  if (!broken) return tests;
  const description = posix.basename(source);
  return [{ index: 0, description, mode: 'run', vars: {}, assert: [], fault: broken.message }];
}
