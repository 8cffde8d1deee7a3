import { dirname, join, basename } from 'node:path';
import { existsSync } from 'node:fs';
import type { EndpointConfig, MatrixPrompt, TestCase } from '@prompthub/engine';
import { findFiles } from '../files/find-files';
import { openDatasetOf } from '../files/read-dataset';
import { readHubDataset } from '../hub/read-hub-dataset';
import { readSource, UnreadableFileError } from '../files/read-source';
import { linesOfTests, type TestLines } from './test-lines';

/** A test and the file that it is written in: the prompt, or the suite beside it. */
export interface WrittenTest {
  readonly source: string;
  readonly test: TestCase;
  readonly lines?: TestLines;
}

/** A prompt with all its tests. */
export interface PromptTests {
  readonly prompt: string;
  readonly text: string;
  readonly tests: readonly WrittenTest[];
  /** What another tool's configuration says instead of a file: the wordings by column, and servers that it names. */
  readonly made?: Pick<MatrixPrompt, 'wording' | 'variants'> & {
    readonly endpoints: readonly EndpointConfig[];
  };
}

/**
 * The prompts that paths stand for, with their tests: inline, and in `name.tests.yaml` beside. Naming a suite stands
 * for its prompt. Prompts without tests are left out. What cannot be read counts as a test that cannot run.
 */
export async function findTests(paths: readonly string[]): Promise<PromptTests[]> {
  const { isPartial, isPrompt, isTestsFile } = await import('@prompthub/core');
  const { files, problems } = await findFiles(
    paths,
    (path) => (isPrompt(path) && !isPartial(path)) || isTestsFile(path),
  );
  const found = problems.map(({ file, problem }) => broken(file, problem));
  const seen = new Set<string>();
  for (const file of files) {
    const prompt = isTestsFile(file) ? file.replace(/\.tests\.ya?ml$/, '.prompt') : file;
    if (seen.has(prompt)) continue;
    seen.add(prompt);
    if (isTestsFile(file) && !existsSync(prompt))
      found.push(broken(file, `There is no ${basename(prompt)} beside it that it could test.`));
    else found.push(await testsOf(prompt));
  }
  return found.filter(({ tests }) => tests.length > 0);
}

async function testsOf(prompt: string): Promise<PromptTests> {
  const { parse } = await import('@prompthub/core');
  const { testsOfPrompt } = await import('@prompthub/engine');
  try {
    const { text } = await readSource(prompt);
    const tree = parse(text);
    const { tests: written, root } = testsOfPrompt(tree);
    const entry = (path: readonly (string | number)[]) => tree.frontmatter?.entry(path);
    const tests = await expanded(prompt, written, linesOfTests({ lines: tree.lines, entry }, root));
    for (const suite of suitesOf(prompt)) tests.push(...(await testsOfSuite(suite)));
    return { prompt, text, tests };
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    return broken(prompt, error.problem);
  }
}

async function testsOfSuite(suite: string): Promise<readonly WrittenTest[]> {
  const { LineMap, parseYaml } = await import('@prompthub/core');
  const { testsOfFile } = await import('@prompthub/engine');
  try {
    const { text } = await readSource(suite);
    const plan = testsOfFile(text);
    const problem = plan.problems.find(({ path, severity }) => severity === 'error' && path.length === 0);
    if (problem) return broken(suite, problem.message).tests;
    const yaml = parseYaml(text);
    const entry = (path: readonly (string | number)[]) => yaml.entry(path);
    return await expanded(suite, plan.tests, linesOfTests({ lines: new LineMap(text), entry }, plan.root));
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    return broken(suite, error.problem).tests;
  }
}

/** With one test for each row where a test has a dataset. */
async function expanded(
  source: string,
  tests: readonly TestCase[],
  linesOf: (test: TestCase) => TestLines,
): Promise<WrittenTest[]> {
  const { hubDataset, withDatasets } = await import('@prompthub/engine');
  const read = (name: string) => {
    const published = hubDataset(name);
    return published === undefined ? openDatasetOf(source, name) : readHubDataset(published);
  };
  return (await withDatasets(tests, read)).map((test) => ({ source, test, lines: linesOf(test) }));
}

/** A file as one test that cannot run, so that every report shows it and the rest goes on. */
function broken(file: string, fault: string): PromptTests {
  const test: TestCase = { index: 0, description: basename(file), mode: 'run', vars: {}, assert: [], fault };
  return { prompt: file, text: '', tests: [{ source: file, test }] };
}

function suitesOf(prompt: string): string[] {
  const stem = join(dirname(prompt), basename(prompt).slice(0, -'.prompt'.length));
  return [`${stem}.tests.yaml`, `${stem}.tests.yml`].filter((file) => existsSync(file));
}
