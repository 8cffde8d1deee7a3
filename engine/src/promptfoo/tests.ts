import { parseYaml } from '@prompthub/core';
import { ASSERTION_TYPES } from '../assertions/registry';
import { readDataset } from '../datasets/read-dataset';
import { checked, inside, type Section } from './check-section';
import { scenarioSchema, testSchema, type PromptfooAssertion, type PromptfooTest } from './config-schema';
import { mergedTest } from './merge-tests';
import { judgeOf } from './providers';
import type { SuiteFiles } from './suite';
import { testOfRow } from './table-tests';

/** A test as written, with where it stands. */
export interface WrittenTest {
  readonly test: PromptfooTest;
  readonly section: Section;
}

/** The tests of a list: in place, or in files beside. */
export async function readTests(value: unknown, files: SuiteFiles, section: Section): Promise<WrittenTest[]> {
  const list: unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  const found: WrittenTest[] = [];
  for (const [index, item] of list.entries()) {
    const place = Array.isArray(value) ? inside(section, index) : section;
    if (typeof item === 'string') found.push(...(await testsNamed(item, files, place)));
    else found.push(...testAt(item, place));
  }
  return found;
}

/** Every case of a scenario with every test of it. */
export async function readScenarios(
  value: unknown,
  files: SuiteFiles,
  section: Section,
): Promise<WrittenTest[]> {
  const list: unknown[] = Array.isArray(value) ? value : [];
  const found: WrittenTest[] = [];
  for (const [index, item] of list.entries()) {
    const place = inside(section, index);
    const scenario = checked(scenarioSchema, item, place);
    if (!scenario) continue;
    const cases = await readTests(scenario.config, files, inside(place, 'config'));
    const tests = await readTests(scenario.tests, files, inside(place, 'tests'));
    for (const { test: under } of cases)
      found.push(...tests.map(({ test, section }) => ({ test: mergedTest(under, test), section })));
  }
  return found;
}

function testAt(item: unknown, section: Section): WrittenTest[] {
  const test = checked(testSchema, item, section);
  if (!test) return [];
  const assert = test.assert?.map((each, index) => readAssertion(each, inside(section, 'assert', index)));
  return [{ test: { ...test, ...(assert && { assert }) }, section }];
}

/** With its judge named as models are here. */
function readAssertion(assertion: PromptfooAssertion, section: Section): PromptfooAssertion {
  const { type, provider, assert } = assertion;
  if (!ASSERTION_TYPES.includes(type.replace(/^not-/, '')))
    section.problems.add([...section.path, 'type'], `The assertion “${type}” is not judged here.`);
  return {
    ...assertion,
    ...(provider !== undefined && { provider: judgeOf(provider, inside(section, 'provider')) }),
    ...(assert && {
      assert: assert.map((each, index) => readAssertion(each, inside(section, 'assert', index))),
    }),
  };
}

async function testsNamed(reference: string, files: SuiteFiles, section: Section): Promise<WrittenTest[]> {
  const path = reference.replace(/^file:\/\//, '');
  if (!/\.(csv|jsonl?|ya?ml)$/i.test(path) || /^[a-z]+:\/\//i.test(path)) {
    section.problems.add(
      section.path,
      `Tests of “${reference}” are not read here: only files (.csv, .jsonl, .json, .yaml) are; programs are not run, and nothing is fetched.`,
    );
    return [];
  }
  const paths = path.includes('*') ? await files.list(path) : [path];
  if (paths.length === 0) section.problems.add(section.path, `No file fits “${path}”.`);
  const found: WrittenTest[] = [];
  for (const one of paths) found.push(...(await testsInFile(one, files, section)));
  return found;
}

async function testsInFile(path: string, files: SuiteFiles, section: Section): Promise<WrittenTest[]> {
  const text = await files.read(path);
  if (text === undefined) {
    section.problems.add(section.path, `The file “${path}” is not there, or may not be read.`);
    return [];
  }
  if (!/\.(csv|jsonl)$/i.test(path)) {
    const { value, problems } = parseYaml(text);
    for (const { message } of problems) section.problems.add(section.path, `${path}: ${message}`);
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return problems.length > 0 ? [] : list.flatMap((item) => testAt(item, section));
  }
  const { rows, problems } = await readDataset(path, text);
  for (const { line, message } of problems) section.problems.add(section.path, `${path}:${line}: ${message}`);
  return rows.flatMap(({ vars }, index) =>
    /\.csv$/i.test(path) ? [{ test: testOfRow(vars, index, section), section }] : testAt(vars, section),
  );
}
