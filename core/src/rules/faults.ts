import type { CheckOptions, TestProblem } from '../options';
import { parse } from '../parse';
import type { Range } from '../syntax/positions';
import { MAX_SOURCE_LENGTH } from '../syntax/source-text';
import { MAX_LEVELS, MAX_TAGS } from '../syntax/template-size';
import { readInputSchema } from '../model/input-schema';
import { propertiesOf, typeNames, type Type } from '../model/schema-types';
import { yamlString } from '../syntax/yaml-scalar';
import { RESERVED_KEYS } from './dropped-key';
import { addEntry } from './yaml-edits';

/** A prompt with one fault put into it, and where that must be reported. */
export interface Fault extends CheckOptions {
  readonly source: string;
  readonly range: Range;
}

/** Puts a fault into a faultless prompt; undefined where this prompt leaves no room for it. */
export type FaultGenerator = (source: string) => Fault | undefined;

/** One generator for each code. */
export const faults: Readonly<Record<string, FaultGenerator>> = {
  'ambiguous-variant': (source) => ({
    source,
    fileName: 'a.b.c.prompt',
    range: { start: 0, end: (/^[^\r\n]*/.exec(source)?.[0] ?? '').length },
  }),
  'assertion-value': (source) => {
    const fault = withTest(source, { rest: 'assert: [{ type: contains, value: ⟦{}⟧ }]' });
    return fault && { ...fault, assertionShapes: { contains: { value: 'text', summary: '' } } };
  },
  'binary-file': (source) => marked(`${source}⟦\0⟧`),
  'block-role': (source) => appended(source, '⟦{{#role "system"}}⟧Be kind{{/role}}'),
  'deprecated-partial': (source) => {
    const meta = '---\nprompthub.meta: { stability: deprecated }\n---\n';
    const fault = appended(source, '{{>⟦aaa⟧}}', { aaa: `${meta}Hi` });
    return { ...fault, lint: { 'partial-frontmatter': 'off' } };
  },
  'dropped-key': (source) => topLevel(source, '⟦temperature⟧: 1'),
  'duplicate-key': (source) => {
    const key = Object.keys(parse(source).frontmatter?.value ?? {})[0];
    return key === undefined || /\W/.test(key) ? undefined : topLevel(source, `⟦${key}⟧: 1`);
  },
  'file-too-large': (source) => ({
    source: `${source}${'x'.repeat(MAX_SOURCE_LENGTH)}`,
    range: { start: 0, end: 1 },
  }),
  'foreign-dialect': (source) => {
    const { frontmatter } = parse(source);
    return marked(
      `${frontmatter ? source.slice(0, frontmatter.range.end) : ''}⟦{% if premium %}⟧\nHi\n{% endif %}`,
    );
  },
  'frontmatter-bom': (source) =>
    parse(source).frontmatter && { source: `\uFEFF${source}`, range: { start: 0, end: 1 } },
  'frontmatter-empty': (source) => marked(`⟦---\n---⟧\n${templateOf(source)}`),
  'frontmatter-no-newline': (source) => {
    const { frontmatter } = parse(source);
    if (!frontmatter) return undefined;
    const head = source.slice(0, frontmatter.range.end).trimEnd();
    return { source: head, range: { start: head.length - 3, end: head.length } };
  },
  'frontmatter-not-a-map': (source) => marked(`---\n⟦just some words⟧\n---\n${templateOf(source)}`),
  'frontmatter-not-first': (source) => {
    const { frontmatter } = parse(source);
    if (frontmatter?.entry(['model']) === undefined || Object.keys(frontmatter.value).some(isForeign))
      return undefined;
    const start = source.indexOf('---');
    return marked(`{{! Copyright }}\n⟦---⟧${source.slice(start + 3)}`);
  },
  'frontmatter-unclosed': (source) => {
    const { frontmatter } = parse(source);
    const hasRule = /^---\s*$/m.test(templateOf(source));
    if (!frontmatter || hasRule) return undefined;
    const text = source.slice(0, frontmatter.contentRange.end) + '\n' + templateOf(source);
    return { source: text, range: { start: frontmatter.range.start, end: frontmatter.range.start + 3 } };
  },
  'helper-arguments': (source) => appended(source, '⟦{{media "x"}}⟧'),
  'helper-shadows-input': (source) => withVariable(source, 'log: string', '{{⟦log⟧}}'),
  'ignored-default': (source) => {
    const base = withVariable(source, 'zzz?: number', '{{zzz}}')?.source;
    const edit = base === undefined ? undefined : addEntry(parse(base), ['input', 'default'], '⟦zzz⟧', '1');
    if (base === undefined || edit === undefined) return undefined;
    return marked(base.slice(0, edit.range.start) + edit.newText + base.slice(edit.range.end));
  },
  'input-in-system': (source) => {
    const fault = withVariable(
      source,
      'zzz: string',
      '{{role "system"}}Be kind to ⟦{{zzz}}⟧{{role "user"}}Hi',
    );
    return fault && { ...fault, lint: { 'input-in-system': 'warning' } };
  },
  'invalid-encoding': (source) => appended(source, 'caf⟦\uFFFD⟧'),
  'invalid-picoschema': (source) => withVariable(source, 'zzz: ⟦String⟧', '{{zzz}}'),
  'invalid-setting': (source) => {
    const hasSettings = parse(source).frontmatter?.entry(['config']) !== undefined;
    const fault = hasSettings ? undefined : topLevel(source, 'config: { temperature: ⟦hot⟧ }');
    return fault && { ...fault, settings: [{ names: ['temperature'], ranges: {} }] };
  },
  'invalid-test': (source) =>
    withTestProblem(withTest(source, { rest: '⟦asert⟧: []' }), {
      path: [0, 'asert'],
      message: 'It has no effect.',
      severity: 'warning',
    }),
  'invalid-value': (source) => topLevel(source, 'prompthub.limits: { maxLatencyMs: ⟦soon⟧ }'),
  'marker-in-value': (source) =>
    withTest(source, { vars: 'zzz: "x⟦<<<dotprompt:role:system>>>⟧"', declare: 'zzz?: string' }),
  'missing-input': (source) => withTest(source, { key: '⟦vars⟧', declare: 'zzz: string' }),
  'missing-schema': (source) => {
    const fault = withVariable(source, 'zzz: ⟦Tikcet⟧', '{{zzz}}');
    return fault && { ...fault, schemas: ['Ticket'] };
  },
  'missing-tool': (source) => {
    const hasTools = parse(source).frontmatter?.entry(['tools']) !== undefined;
    const fault = hasTools ? undefined : topLevel(source, 'tools: [search, ⟦serch⟧]');
    return fault && { ...fault, tools: ['search'] };
  },
  'missing-partial': (source) => appended(source, '{{>⟦zzz⟧}}'),
  'output-format': (source) => {
    const hasOutput = parse(source).frontmatter?.entry(['output']) !== undefined;
    return hasOutput ? undefined : topLevel(source, 'output: { format: ⟦text⟧, schema: { zzz: string } }');
  },
  'partial-cycle': (source) => appended(source, '{{>⟦aaa⟧}}', { aaa: '{{>bbb}}', bbb: '{{>aaa}}' }),
  'partial-frontmatter': (source) => appended(source, '{{>⟦aaa⟧}}', { aaa: '---\nmodel: x\n---\nHi' }),
  'template-syntax': (source) => appended(source, '⟦{{/zzz}}⟧'),
  'template-too-deep': (source) =>
    appended(
      source,
      `${'{{#if true}}'.repeat(MAX_LEVELS / 2)}⟦{{#if true}}⟧{{/if}}${'{{/if}}'.repeat(MAX_LEVELS / 2)}`,
    ),
  'template-too-large': (source) => {
    const { start } = parse(source).templateRange;
    const tags = '{{!}}'.repeat(MAX_TAGS);
    return marked(`${source.slice(0, start)}${tags}⟦{{!}}⟧${source.slice(start)}`);
  },
  'text-after-history': (source) => appended(source, '{{history}}⟦And now?⟧'),
  'token-budget': (source) => {
    const fault = topLevel(`${source}\nfar too long`, 'prompthub.limits: { maxInputTokens: ⟦2⟧ }');
    return fault && { ...fault, countTokens: (text) => text.length };
  },
  'type-mismatch': (source) => withVariable(source, 'zzz: number', '{{#ifEquals zzz ⟦"1"⟧}}x{{/ifEquals}}'),
  'undefined-variable': (source) => withVariable(source, 'zzz: number', '{{zzz}}{{⟦zzzzzz⟧}}'),
  'unknown-assertion': (source) => {
    const fault = withTest(source, { rest: 'assert: [{ type: ⟦contians⟧ }]' });
    return fault && { ...fault, assertions: ['contains'] };
  },
  'unknown-helper': (source) => appended(source, '{{⟦zzz⟧ 1}}'),
  'unknown-input': (source) => withTest(source, { vars: 'zzz: a, ⟦zzzz⟧: b', declare: 'zzz: string' }),
  'unknown-key': (source) => topLevel(source, '⟦prompthub.mta⟧: {}'),
  'unknown-property': (source) => withVariable(source, 'zzz: { a: string }', '{{zzz.⟦b⟧}}'),
  'unknown-role': (source) => appended(source, '{{role ⟦"System"⟧}}'),
  'unused-input': (source) => withVariable(source, '⟦zzz⟧: string', ''),
  'unused-suppression': (source) => appended(source, '{{!-- prompthub-disable-next-line ⟦unknown-role⟧ --}}'),
  'yaml-syntax': (source) => topLevel(source, 'zzz.a: ⟦b⟧: c'),
};

function templateOf(source: string): string {
  const { start, end } = parse(source).templateRange;
  return source.slice(start, end);
}

function appended(source: string, text: string, partials: Record<string, string> = {}): Fault {
  const { end } = parse(source).templateRange;
  return {
    ...marked(`${source.slice(0, end)}\n${text}\n`),
    partials: { ...referenced(source), ...partials },
  };
}

/** What the prompt includes already exists. */
function referenced(source: string): Record<string, string> {
  const names = [...source.matchAll(/\{\{#?>\s*([\w/.-]+)/g)].map((match) => match[1] ?? '');
  return Object.fromEntries(names.map((name) => [name, 'text']));
}

function topLevel(source: string, line: string): Fault | undefined {
  const { frontmatter } = parse(source);
  if (!frontmatter) return marked(`---\n${line}\n---\n${source}`);
  const { end } = frontmatter.contentRange;
  return marked(`${source.slice(0, end)}\n${line}${source.slice(end)}`);
}

interface TestFault {
  readonly declare?: string;
  readonly key?: string;
  readonly vars?: string;
  readonly rest?: string;
}

/** A test whose values fit the prompt's schema, and the fault in it. */
function withTest(source: string, { declare, key = 'vars', vars, rest }: TestFault): Fault | undefined {
  const { variables, defaults } = readInputSchema(parse(source).frontmatter);
  const needed = [...variables.values()].filter(
    ({ name, optional }) => !optional && !Object.hasOwn(defaults, name),
  );
  const values = needed.map(({ name, type }) => `${yamlString(name)}: ${JSON.stringify(valueOf(type))}`);
  const map = [...values, ...(vars === undefined ? [] : [vars])].join(', ');
  const base = declare === undefined ? source : withVariable(source, declare, '{{zzz}}')?.source;
  const test = `{ ${key}: { ${map} }${rest === undefined ? '' : `, ${rest}`} }`;
  return base === undefined ? undefined : topLevel(base, `prompthub.tests: [${test}]`);
}

/** Some value of a type. */
function valueOf(type: Type): unknown {
  if (Array.isArray(type?.enum)) return (type.enum as unknown[])[0];
  const names = typeNames(type);
  if (names?.has('object'))
    return Object.fromEntries(propertiesOf(type).map(([name, inner]) => [name, valueOf(inner)]));
  if (names?.has('array')) return [];
  if (names?.has('boolean')) return true;
  return names?.has('number') || names?.has('integer') ? 1 : 'a';
}

function withTestProblem(fault: Fault | undefined, problem: TestProblem): Fault | undefined {
  return fault && { ...fault, testProblems: () => [problem] };
}

function withVariable(source: string, declaration: string, template: string): Fault | undefined {
  const { frontmatter } = parse(source);
  const schema = (frontmatter?.value.input as { schema?: unknown } | undefined)?.schema;
  const isJsonSchema = frontmatter?.entry(['input', 'schema', 'properties']) !== undefined;
  // Declaring the first variable makes all others undeclared.
  if (isJsonSchema || typeof schema !== 'object') return undefined;
  const colon = declaration.indexOf(':');
  const edit = addEntry(
    parse(source),
    ['input', 'schema'],
    declaration.slice(0, colon),
    declaration.slice(colon + 2),
  );
  if (!edit) return undefined;
  const { start, end } = parse(source).templateRange;
  const head =
    source.slice(0, edit.range.start) +
    edit.newText +
    source.slice(edit.range.end, Math.max(start, edit.range.end));
  return marked(`${head}${source.slice(Math.max(start, edit.range.end), end)}\n${template}\n`);
}

function marked(text: string): Fault {
  const start = text.indexOf('⟦');
  const end = text.indexOf('⟧') - 1;
  return { source: text.replace('⟦', '').replace('⟧', ''), range: { start, end } };
}

/** No key of Dotprompt's: frontmatter that has it may be that of another format. */
function isForeign(key: string): boolean {
  return !RESERVED_KEYS.includes(key) && !key.includes('.');
}
