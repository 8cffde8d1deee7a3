import { parseYaml, type PromptTree, type TestProblem, type TestProblems } from '@prompthub/core';
import { z } from 'zod';
import { issueText } from '../issue-text';
import type { TestPlan, YamlPath } from './test-plan-shape';
import type { AssertionSpec, TestCase } from './test-case';
import {
  datasetSchema,
  KNOWN_KEYS,
  pluginsSchema,
  testSchema,
  type WrittenAssertion,
  type WrittenTest,
} from './test-schema';

const FRONTMATTER_KEY = 'prompthub.tests';

/** The tests in a prompt's frontmatter. Problems carry paths from the top of the frontmatter. */
export function testsOfPrompt(tree: Pick<PromptTree, 'frontmatter'>): TestPlan {
  const root = [FRONTMATTER_KEY];
  const list = tree.frontmatter?.value[FRONTMATTER_KEY];
  return list === undefined ? { tests: [], problems: [], root } : planOf(list, root);
}

/**
 * The tests of a `name.tests.yaml`: a list, or a map with the list under `tests`. Broken YAML gives one problem at the
 * top and no tests.
 */
export function testsOfFile(yamlText: string): TestPlan {
  const { value, problems } = parseYaml(yamlText, 0);
  const broken = problems.find(({ code }) => code !== 'duplicate-key');
  if (broken)
    return { tests: [], problems: [error([], `This is not valid YAML: ${broken.message}`)], root: [] };
  const plan = planOfContent(value);
  return { ...plan, problems: [...problems.map(({ message }) => warning([], message)), ...plan.problems] };
}

/** What `core`'s checks ask for: the problems alone, of YAML that they have read already. */
export const testProblems: TestProblems = (content, place) =>
  (place === 'prompt' ? planOf(content ?? null, []) : planOfContent(content)).problems;

function planOfContent(content: unknown): TestPlan {
  if (content === undefined || content === null) return { tests: [], problems: [], root: ['tests'] };
  if (Array.isArray(content)) return planOf(content, []);
  const map = z.record(z.string(), z.unknown()).safeParse(content).data ?? {};
  const unknown = unknownKeys(map, KNOWN_KEYS.file, []);
  if (!('tests' in map)) {
    const problem = error([], 'A file of tests is a list, or a map with a list under "tests".');
    return { tests: [], problems: [problem, ...unknown], root: ['tests'] };
  }
  const plan = planOf(map['tests'], ['tests']);
  const shared = sharedDataset(map['dataset']);
  const added = sharedPlugins(map['plugins']);
  return {
    ...plan,
    tests: plan.tests.map((test) => ({
      ...test,
      ...(test.dataset === undefined && shared.test),
      ...added.test,
    })),
    problems: [...unknown, ...shared.problems, ...added.problems, ...plan.problems],
  };
}

/** The files of assertions that a file of tests names. */
function sharedPlugins(written: unknown): {
  test: Pick<TestCase, 'plugins' | 'fault'>;
  problems: readonly TestProblem[];
} {
  const { data: plugins, error: wrong } = pluginsSchema.safeParse(written);
  if (!wrong) return { test: plugins ? { plugins } : {}, problems: [] };
  const fault = `"plugins": ${wrong.issues[0]?.message ?? 'is not valid'}.`;
  return { test: { fault }, problems: [error(['plugins'], fault)] };
}

/** What a file's own `dataset` means for those of its tests that have none. */
function sharedDataset(written: unknown): {
  test: Pick<TestCase, 'dataset' | 'fault'>;
  problems: readonly TestProblem[];
} {
  const { data: dataset, error: wrong } = datasetSchema.safeParse(written);
  if (!wrong) return { test: dataset === undefined ? {} : { dataset }, problems: [] };
  const fault = `"dataset": ${wrong.issues[0]?.message ?? 'is not valid'}.`;
  return { test: { fault }, problems: [error(['dataset'], fault)] };
}

function planOf(list: unknown, root: YamlPath): TestPlan {
  if (list === null) return { tests: [], problems: [], root };
  if (!Array.isArray(list)) return { tests: [], problems: [error(root, 'The tests must be a list.')], root };
  const read = list.map((item: unknown, index) => readTest(item, index, [...root, index]));
  return { tests: read.map(({ test }) => test), problems: read.flatMap(({ problems }) => problems), root };
}

interface ReadTest {
  readonly test: TestCase;
  readonly problems: readonly TestProblem[];
}

function readTest(item: unknown, index: number, path: YamlPath): ReadTest {
  const parsed = testSchema.safeParse(item);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      error([...path, ...keysOf(issue.path)], issueText(issue)),
    );
    return {
      test: { ...brokenTest(item, index), fault: problems[0]?.message ?? 'The test is not valid.' },
      problems,
    };
  }
  return { test: toTestCase(parsed.data, index), problems: oddities(parsed.data, path) };
}

function toTestCase(written: WrittenTest, index: number): TestCase {
  const { description, mode = 'run', vars, dataset, assert, options, threshold, provider } = written;
  return {
    index,
    description: description ?? `Test ${index + 1}`,
    mode,
    vars: vars ?? {},
    dataset,
    assert: (assert ?? []).map(toAssertion),
    options: options ?? undefined,
    threshold,
    model: provider,
    repeat: options?.repeat ?? written.repeat,
    repeatMinPass: written.repeatMinPass,
    transform: options?.transform ?? written.transform,
    timeoutMs: options?.timeoutMs,
    ...judgeOf(options),
  };
}

function judgeOf(options: WrittenTest['options']): Pick<TestCase, 'judge'> {
  const { provider, rubricPrompt } = options ?? {};
  if (provider === undefined && rubricPrompt === undefined) return {};
  const { text: model, embedding: embeddings } =
    typeof provider === 'object' ? provider : { text: provider, embedding: undefined };
  return { judge: { model, embeddings, rubricPrompt } };
}

function toAssertion({
  type,
  value,
  threshold,
  weight,
  metric,
  transform,
  provider,
  rubricPrompt,
  contextTransform,
  config,
  assert,
}: WrittenAssertion): AssertionSpec {
  const judging = { provider, rubricPrompt, contextTransform };
  const spec = { type, value, threshold, weight, metric, transform, ...judging, config };
  return assert
    ? { ...spec, assert: assert.map((inner) => toAssertion({ ...inner, assert: undefined })) }
    : spec;
}

/** Keeps what can be kept of a test that cannot run, so that lists show it in its place. */
function brokenTest(item: unknown, index: number): TestCase {
  const described = z.object({ description: z.string() }).safeParse(item).data;
  return {
    index,
    description: described?.description ?? `Test ${index + 1}`,
    mode: 'run',
    vars: {},
    assert: [],
  };
}

/** What a valid test has that is not supported here. */
function oddities(test: WrittenTest, path: YamlPath): TestProblem[] {
  const files = Object.entries(test.vars ?? {}).filter(
    ([, value]) => typeof value === 'string' && /^file:\/\//.test(value),
  );
  return [
    ...unknownKeys(test, KNOWN_KEYS.test, path),
    ...unknownKeys(test.options ?? {}, KNOWN_KEYS.options, [...path, 'options']),
    ...files.map(([name]) =>
      warning([...path, 'vars', name], 'Values from files are not supported; the text is used as it stands.'),
    ),
    ...(test.assert ?? []).flatMap((assertion, index) => oddAssertion(assertion, [...path, 'assert', index])),
  ];
}

function oddAssertion(assertion: WrittenAssertion, path: YamlPath): TestProblem[] {
  const inner = (assertion.assert ?? []).flatMap((item, index) =>
    oddAssertion(item, [...path, 'assert', index]),
  );
  return [...unknownKeys(assertion, KNOWN_KEYS.assertion, path), ...inner];
}

function unknownKeys(map: object, known: readonly string[], path: YamlPath): TestProblem[] {
  const given = Object.keys(map);
  return given
    .filter((key) => !known.includes(key))
    .map((key) => ({
      ...warning([...path, key], `"${key}" is not supported here and has no effect.`),
      known: known.filter((name) => !given.includes(name)),
    }));
}

function keysOf(path: readonly PropertyKey[]): (string | number)[] {
  return path.filter((key): key is string | number => typeof key !== 'symbol');
}

function error(path: YamlPath, message: string): TestProblem {
  return { path, message, severity: 'error' };
}

function warning(path: YamlPath, message: string): TestProblem {
  return { path, message, severity: 'warning' };
}
