import { dirname, join, basename } from 'node:path';
import { existsSync } from 'node:fs';
import type { TestCase } from '@prompthub/engine';
import { CommandError } from '../command-error';
import { findFiles } from '../files/find-files';
import { readSource } from '../files/read-source';

/** A test and the file that it is written in: the prompt, or the suite beside it. */
export interface WrittenTest {
  readonly source: string;
  readonly test: TestCase;
}

/** A prompt with all its tests. */
export interface PromptTests {
  readonly prompt: string;
  readonly text: string;
  readonly tests: readonly WrittenTest[];
}

/**
 * The prompts that paths stand for, with their tests: inline, and in `name.tests.yaml` beside. Naming a suite stands
 * for its prompt. Prompts without tests are left out.
 */
export async function findTests(paths: readonly string[]): Promise<PromptTests[]> {
  const { isPartial, isPrompt, isTestsFile } = await import('@prompthub/core');
  const files = await findFiles(paths, (path) => (isPrompt(path) && !isPartial(path)) || isTestsFile(path));
  const prompts = new Set(files.map((file) => (isTestsFile(file) ? promptOf(file) : file)));
  const found: PromptTests[] = [];
  for (const prompt of prompts) {
    const { text } = await readSource(prompt);
    const tests = await testsIn(prompt, text);
    if (tests.length > 0) found.push({ prompt, text, tests });
  }
  return found;
}

async function testsIn(prompt: string, text: string): Promise<WrittenTest[]> {
  const { parse } = await import('@prompthub/core');
  const { testsOfFile, testsOfPrompt } = await import('@prompthub/engine');
  const tests = testsOfPrompt(parse(text)).tests.map((test) => ({ source: prompt, test }));
  for (const suite of suitesOf(prompt)) {
    const plan = testsOfFile((await readSource(suite)).text);
    const broken = plan.problems.find(({ path, severity }) => severity === 'error' && path.length === 0);
    if (broken) throw new CommandError(`${suite}: ${broken.message}`);
    tests.push(...plan.tests.map((test) => ({ source: suite, test })));
  }
  return tests;
}

function suitesOf(prompt: string): string[] {
  const stem = join(dirname(prompt), basename(prompt).slice(0, -'.prompt'.length));
  return [`${stem}.tests.yaml`, `${stem}.tests.yml`].filter((file) => existsSync(file));
}

function promptOf(suite: string): string {
  const prompt = suite.replace(/\.tests\.ya?ml$/, '.prompt');
  if (!existsSync(prompt))
    throw new CommandError(`${suite}: there is no ${basename(prompt)} beside it that it could test.`);
  return prompt;
}
