import { parseYaml } from '@prompthub/core';
import { z } from 'zod';
import { isComparing } from '../assertions/graded/comparing';
import type { TestCase } from '../runner/test-case';
import { checked, inside, type Section } from './check-section';
import { configSchema, testSchema, type PromptfooTest } from './config-schema';
import { expandedVars, mergedTest } from './merge-tests';
import { readPrompts } from './prompts';
import { judgeOf, modelOf, readProviders } from './providers';
import { withReferences } from './references';
import type { PromptfooSuite, SuiteFiles, SuiteSettings, SuiteTest } from './suite';
import { PromptfooConfigError, SuiteProblems } from './suite-problems';
import { resolvedVars, translated } from './templates';
import { readScenarios, readTests, type WrittenTest } from './tests';

/** A configuration of promptfoo, to be run as it is. Rejects with PromptfooConfigError that names all that cannot be. */
export async function readPromptfooSuite(
  { path, text }: { readonly path: string; readonly text: string },
  files: SuiteFiles,
): Promise<PromptfooSuite> {
  const yaml = parseYaml(text);
  const problems = new SuiteProblems(path, text, yaml);
  const lines = yaml.problems.map(({ message, range }) => ({ message, start: range.start }));
  if (lines.length > 0)
    throw new PromptfooConfigError(lines.map(({ message, start }) => problems.at(start, message)));
  const section: Section = { path: [], problems };
  const map = z.record(z.string(), z.unknown()).safeParse(yaml.value).data;
  if (!map)
    throw new PromptfooConfigError([
      problems.at(0, 'A configuration is a map with prompts, providers and tests.'),
    ]);
  const env = z.record(z.string(), z.coerce.string()).safeParse(map['env']).data;
  const resolved = withReferences(map, { own: env ?? {}, environment: files.environment }, problems);
  const config = checked(configSchema, resolved, section);
  problems.throwAny();
  const suite = await suiteOf(config ?? {}, files, section);
  problems.throwAny();
  return suite;
}

async function suiteOf(
  config: z.infer<typeof configSchema>,
  files: SuiteFiles,
  section: Section,
): Promise<PromptfooSuite> {
  const prompts = await readPrompts(config.prompts, files, inside(section, 'prompts'));
  const where = config.providers === undefined && config.targets !== undefined ? 'targets' : 'providers';
  const { models, endpoints } = readProviders(config[where], inside(section, where));
  const defaults = defaultsOf(config.defaultTest, inside(section, 'defaultTest'));
  const written = [
    ...(await readTests(config.tests, files, inside(section, 'tests'))),
    ...(await readScenarios(config.scenarios, files, inside(section, 'scenarios'))),
  ];
  // Prompts without tests are asked once, with nothing.
  const wanted: WrittenTest[] = written.length > 0 ? written : [{ test: {}, section }];
  const find: Names = {
    prompts: (names, place) =>
      indexes(
        names,
        prompts.map(({ name, names }) => [name, ...names]),
        place,
      ),
    models: (names, place) =>
      indexes(
        names,
        models.map(({ id, label }) => [id, label]),
        place,
      ),
  };
  const tests: SuiteTest[] = [];
  for (const { test, section: place } of wanted) {
    const merged = mergedTest(defaults, test);
    for (const vars of await varsOf(merged, files, place))
      tests.push(suiteTest({ ...merged, vars }, { index: tests.length, find, section: place }));
    const comparing = tests.at(-1)?.test.assert.find(isComparing);
    if (comparing && (tests.at(-1)?.prompts ?? prompts).length > 1)
      section.problems.add(
        place.path,
        `“${comparing.type}” compares the answers to one prompt here, not those to several. Name the one that the test is for (prompts: …).`,
      );
    if ((merged.options?.prefix || merged.options?.suffix) && prompts.some(({ chat }) => chat))
      section.problems.add(place.path, 'A prefix or suffix cannot be put around a list of messages.');
  }
  return {
    description: config.description,
    prompts: prompts.map(({ names: _, ...prompt }) => prompt),
    models: models.map(({ label, model, config: settings, wanted: names }, index) => ({
      label,
      model,
      config: settings,
      ...(names && { prompts: find.prompts(names, inside(section, where, index, 'prompts')) }),
    })),
    tests,
    endpoints,
    settings: settingsOf(config),
  };
}

function defaultsOf(value: unknown, section: Section): PromptfooTest | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return checked(testSchema, value, section);
  section.problems.add(
    section.path,
    'Its defaults stand in another file, which is not read; write them in their place.',
  );
  return undefined;
}

interface Names {
  readonly prompts: (names: readonly string[], section: Section) => readonly number[];
  readonly models: (names: readonly string[], section: Section) => readonly number[];
}

function indexes(
  wanted: readonly string[],
  known: readonly (readonly string[])[],
  { path, problems }: Section,
): number[] {
  for (const name of wanted)
    if (!known.some((names) => names.includes(name))) problems.add(path, `Nothing here is called “${name}”.`);
  return known.flatMap((names, index) => (wanted.some((name) => names.includes(name)) ? [index] : []));
}

/** One set of values for each combination, with the files that they name read. */
async function varsOf(
  { vars = {}, options }: PromptfooTest,
  files: SuiteFiles,
  section: Section,
): Promise<Record<string, unknown>[]> {
  const place = inside(section, 'vars');
  const values: [string, unknown][] = [];
  for (const [name, value] of Object.entries(vars))
    values.push([name, await valueOf(value, files, inside(place, name))]);
  const read = Object.fromEntries(values);
  const sets = options?.disableVarExpansion ? [read] : expandedVars(read, MAX_SETS);
  if (!sets) {
    section.problems.add(place.path, `The lists of its values make more than ${MAX_SETS} tests.`);
    return [];
  }
  return sets.map((set) => resolvedVars(set, place));
}

async function valueOf(value: unknown, files: SuiteFiles, { path, problems }: Section): Promise<unknown> {
  const file = typeof value === 'string' ? /^file:\/\/(.+)$/.exec(value)?.[1] : undefined;
  if (file === undefined) return value;
  if (!/\.(txt|md|json|ya?ml|csv|html|xml)$/i.test(file)) {
    problems.add(
      path,
      `“${file}” is no text; programs that make values are not run, and pictures are not read.`,
    );
    return value;
  }
  if (!file.includes('*')) return textOf(file, files, { path, problems });
  const texts: unknown[] = [];
  for (const one of await files.list(file)) texts.push(await textOf(one, files, { path, problems }));
  if (texts.length === 0) problems.add(path, `No file fits “${file}”.`);
  return texts;
}

/** Data is given as JSON text, as promptfoo does. */
async function textOf(file: string, files: SuiteFiles, { path, problems }: Section): Promise<string> {
  const text = await files.read(file);
  if (text === undefined) problems.add(path, `The file “${file}” is not there, or may not be read.`);
  return text !== undefined && /\.(json|ya?ml)$/i.test(file)
    ? JSON.stringify(parseYaml(text).value)
    : (text ?? '');
}

function suiteTest(
  written: PromptfooTest,
  { index, find, section }: { index: number; find: Names; section: Section },
): SuiteTest {
  const {
    description,
    vars = {},
    assert = [],
    threshold,
    options = {},
    provider,
    prompts,
    providers,
  } = written;
  const judge = judgesOf(options, inside(section, 'options', 'provider'));
  const test: TestCase = {
    index,
    description: description ?? descriptionOf(vars, index),
    mode: 'run',
    vars,
    assert,
    threshold,
    transform: options.transform ?? options.postprocess,
    model: provider === undefined ? undefined : modelOf(provider, inside(section, 'provider')),
    ...(Object.values(judge).some((value) => value !== undefined) && { judge }),
  };
  return {
    test,
    prefix: translated(options.prefix ?? '', inside(section, 'options', 'prefix')),
    suffix: translated(options.suffix ?? '', inside(section, 'options', 'suffix')),
    ...(prompts && { prompts: find.prompts(prompts, inside(section, 'prompts')) }),
    ...(providers && { models: find.models(providers, inside(section, 'providers')) }),
  };
}

/** Where exporters send by OTLP/HTTP when they are told nothing. */
const OTLP_PORT = 4318;

/** Tests that one test with lists of values may become. */
const MAX_SETS = 100_000;

const MAX_DESCRIPTION = 80;

/** Tests without a description are told apart by their values. */
function descriptionOf(vars: Readonly<Record<string, unknown>>, index: number): string {
  const values = Object.entries(vars).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const text = values.join(', ').replace(/\s+/g, ' ');
  if (text === '') return `Test ${index + 1}`;
  return text.length > MAX_DESCRIPTION ? `${text.slice(0, MAX_DESCRIPTION - 1)}…` : text;
}

function settingsOf(config: z.infer<typeof configSchema>): SuiteSettings {
  const { evaluateOptions = {}, commandLineOptions = {}, outputPath = [], tracing } = config;
  const receiver = tracing?.enabled ? tracing.otlp?.http : undefined;
  const concurrency = commandLineOptions.maxConcurrency ?? evaluateOptions.maxConcurrency;
  const repeat = commandLineOptions.repeat ?? evaluateOptions.repeat;
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(repeat !== undefined && { repeat }),
    ...(evaluateOptions.timeoutMs && { timeoutMs: evaluateOptions.timeoutMs }),
    ...(receiver?.enabled && { tracePort: receiver.port ?? OTLP_PORT }),
    outputs: outputPath,
  };
}

function judgesOf(
  { provider, rubricPrompt }: NonNullable<PromptfooTest['options']>,
  section: Section,
): NonNullable<TestCase['judge']> {
  if (typeof provider !== 'object') return { model: judgeOf(provider, section), rubricPrompt };
  return {
    model: judgeOf(provider.text, inside(section, 'text')),
    embeddings: judgeOf(provider.embedding, inside(section, 'embedding')),
    rubricPrompt,
  };
}
