import { stringify } from 'yaml';
import { z } from 'zod';
import { ASSERTION_TYPES } from '../assertions/registry';
import type { WrittenTest } from '../runner/test-schema';
import { fileSlug } from './file-slug';
import { handlebarsToJinja } from './handlebars-to-jinja';
import { hasJudgeSettings, importedTest } from './imported-test';
import { inlinePartials } from './inline-partials';
import {
  InterchangeError,
  type Converted,
  type ExportSource,
  type ImportSource,
  type InterchangeFormat,
  type NamedText,
} from './interchange-format';
import { keepRest, keptFields, reportOurs } from './leftovers';
import { joinMessages, splitMessages } from './messages';
import { draftOf, draftText, YAML_STYLE } from './prompt-draft';
import { readPrompts, type ReadPrompt } from './promptfoo-prompts';
import { providersFrom, providersTo } from './promptfoo-providers';
import { readYaml } from './read-yaml';
import { Reporter } from './reporter';
import { roleTo } from './roles';
import { testList } from './test-list';

const id = 'promptfoo';
const title = 'promptfoo';
const map = z.record(z.string(), z.unknown());

/** Tests that would push the template off the screen stand beside the prompt. */
const MAX_INLINE_TESTS = 5;

/** promptfoo.dev, "Configuration reference". */
const configSchema = z.looseObject({
  description: z.string().optional(),
  prompts: z.union([z.string(), z.array(z.union([z.string(), map]))]).optional(),
  providers: z.unknown().optional(),
  targets: z.unknown().optional(),
  tests: z.union([z.string(), z.array(z.union([z.string(), importedTest]))]).optional(),
  defaultTest: z.union([z.string(), importedTest]).optional(),
});
type Config = z.infer<typeof configSchema>;

/** A `promptfooconfig.yaml`. */
export const promptfoo: InterchangeFormat = {
  id,
  title,
  recognises: ({ path, text }) =>
    /promptfoo/i.test(path) ||
    (/\.ya?ml$/i.test(path) && /^prompts:/m.test(text) && /^(providers|targets):/m.test(text)),
  toPrompts,
  fromPrompt: (source) => Promise.resolve().then(() => fromPrompt(source)),
};

async function toPrompts(source: ImportSource): Promise<Converted> {
  const report = new Reporter(id);
  const config = readYaml(source, configSchema);
  const { description, prompts, providers, targets, tests, defaultTest, ...rest } = config;
  if (prompts === undefined)
    throw new InterchangeError(`${source.path}: it has no “prompts”, so there is nothing to import.`);
  const written = await readPrompts(prompts, source, report);
  const { model, config: settings, rest: otherProviders } = providersFrom(providers ?? targets, report);
  const list = await testsOf({ tests, defaultTest }, source, report);
  reportTests(list, report);
  if (hasJudgeSettings(readYaml(source, z.unknown())))
    report.changed(
      'tests',
      'Of models that judge with settings of their own the names alone are taken over.',
    );
  const kept = keepRest(id, { ...(otherProviders && { providers: otherProviders }), ...rest }, report);
  const files = written.flatMap((prompt): NamedText[] => {
    const template = prompt.messages.map((message) => ('text' in message ? message.text : '')).join('\n');
    const names = prompt.names.map((name): [string, string] => [
      name,
      hasParts(template, name) ? 'any' : typeIn(list, name),
    ]);
    const metadata = {
      description,
      model,
      config: settings,
      input: names.length > 0 ? { schema: Object.fromEntries(names) } : undefined,
      ...kept,
      ...prompt.kept,
    };
    return filesOf(prompt, metadata, list);
  });
  return { files, report: report.lines };
}

function filesOf(
  prompt: ReadPrompt,
  metadata: Record<string, unknown>,
  tests: readonly WrittenTest[],
): NamedText[] {
  const template = joinMessages(prompt.messages);
  const path = `${prompt.name}.prompt`;
  if (tests.length <= MAX_INLINE_TESTS) {
    const inline = tests.length > 0 ? { 'prompthub.tests': tests } : {};
    return [{ path, text: draftText({ metadata: { ...metadata, ...inline }, template }) }];
  }
  const suite = { path: `${prompt.name}.tests.yaml`, text: stringify({ tests }, YAML_STYLE) };
  return [{ path, text: draftText({ metadata, template }) }, suite];
}

/** Whether a template loops over a variable, or reads something in it. */
function hasParts(template: string, name: string): boolean {
  return new RegExp(`\\{\\{[^{}]*(?:#each (?:\\.\\./)*${name}\\b|\\b${name}\\.)`).test(template);
}

/** A variable's type as the tests' values tell it. */
function typeIn(tests: readonly WrittenTest[], name: string): string {
  const values = tests.map(({ vars }) => vars?.[name]).filter((value) => value !== undefined);
  const types = new Set(values.map((value) => (typeof value === 'object' ? 'any' : typeof value)));
  const [only] = types;
  return types.size === 1 && only && ['number', 'boolean', 'any'].includes(only)
    ? only
    : types.size > 1
      ? 'any'
      : 'string';
}

async function testsOf(
  { tests, defaultTest }: Pick<Config, 'tests' | 'defaultTest'>,
  source: ImportSource,
  report: Reporter,
): Promise<WrittenTest[]> {
  const written = typeof tests === 'string' ? [tests] : (tests ?? []);
  const list: WrittenTest[] = [];
  for (const [index, test] of written.entries()) {
    if (typeof test !== 'string') list.push(test);
    else list.push(...(await testsInFile(test, { source, report, field: `tests[${index}]` })));
  }
  if (defaultTest === undefined) return list;
  if (typeof defaultTest === 'string') {
    report.dropped(
      'defaultTest',
      `It stands in the file “${defaultTest}”; copy it into the configuration to import it.`,
    );
    return list;
  }
  report.changed('defaultTest', 'Its values and assertions became a part of each test.');
  return list.map((test) => ({
    ...defaultTest,
    ...test,
    vars: { ...defaultTest.vars, ...test.vars },
    assert: [...(defaultTest.assert ?? []), ...(test.assert ?? [])],
  }));
}

/** What stays in the tests, so that it comes back, and cannot be judged here. */
function reportTests(tests: readonly WrittenTest[], report: Reporter): void {
  const assertions = tests.flatMap((test) => test.assert ?? []);
  for (const { type } of [...assertions, ...assertions.flatMap((each) => each.assert ?? [])])
    if (!ASSERTION_TYPES.includes(type.replace(/^not-/, '')))
      report.changed(
        'tests',
        `There is no assertion “${type}” here: tests with it fail until it is replaced.`,
      );
  for (const value of tests.flatMap(({ vars }) => Object.values(vars ?? {})))
    if (typeof value === 'string' && value.startsWith('file://'))
      report.changed('tests', `The file of “${value}” is not read: write its text in its place.`);
}

async function testsInFile(
  reference: string,
  { source, report, field }: { source: ImportSource; report: Reporter; field: string },
): Promise<WrittenTest[]> {
  const path = reference.replace(/^file:\/\//, '');
  const text = /\.(ya?ml|json)$/i.test(path) && !path.includes('*') ? await source.load(path) : undefined;
  if (text !== undefined) return readYaml({ path, text }, z.array(importedTest));
  report.dropped(
    field,
    `The tests of “${path}” could not be read: only YAML and JSON files beside the configuration are.`,
  );
  return [];
}

function fromPrompt(source: ExportSource): Converted {
  const report = new Reporter(id);
  const draft = draftOf(source);
  const { metadata } = draft;
  const { providers, label, ...kept } = keptFields(id, metadata);
  const messages = splitMessages(inlinePartials(draft.template, source.partials, report)).flatMap(
    (message, index) => {
      const field = `prompts[0][${index}]`;
      if (message.kind === 'history') {
        report.dropped(field, `${title} has no place for a history.`);
        return [];
      }
      const content = handlebarsToJinja(message.text, { field, report, json: 'dump' });
      return [{ role: roleTo(message.role), content }];
    },
  );
  const tests = testList(source, draft).filter(({ mode, repeatMinPass }, index) => {
    if (repeatMinPass !== undefined)
      report.dropped(`prompthub.tests[${index}].repeatMinPass`, `In ${title} every repetition must pass.`);
    if (mode === 'render') report.dropped(`prompthub.tests[${index}]`, `${title} has no tests of rendering.`);
    return mode !== 'render';
  });
  if (metadata.output !== undefined) report.dropped('output', 'Say it in the provider’s configuration.');
  const known = ['description', 'model', 'config', 'input', 'output', 'prompthub.tests'];
  reportOurs(metadata, { known, format: promptfoo, report });
  const [only, ...more] = messages;
  const isPlain = more.length === 0 && only?.role === 'user';
  const raw = isPlain ? only.content : JSON.stringify(messages, undefined, 2);
  const config = {
    description: metadata.description,
    prompts: [{ raw, label: label ?? source.name }],
    providers: providersTo({ model: metadata.model, config: metadata.config }, providers),
    tests: tests.map(({ mode: _mode, repeatMinPass: _least, ...test }) => test),
    ...kept,
  };
  const text = stringify(config, YAML_STYLE);
  return {
    files: [{ path: `${fileSlug(source.name, 'prompt')}.promptfooconfig.yaml`, text }],
    report: report.lines,
  };
}
