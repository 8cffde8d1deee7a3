import type { CorpusFile } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import { parse } from '../parse';
import { picoschemaToJsonSchema } from '../syntax/picoschema';

/** What prompts may name: for tests. */
export interface World {
  readonly partials: Record<string, string>;
  readonly schemas: Record<string, Record<string, unknown>>;
  readonly tools: Record<string, { name: string; inputSchema: Record<string, unknown> }>;
  readonly helpers: Record<string, (value: unknown) => string>;
}

/** The files of the corpus that are meant for Dotprompt. */
export function renderable(files: readonly CorpusFile[]): CorpusFile[] {
  return files.filter(({ origin }) => origin === 'google' || origin === 'firebase');
}

/** Partials stand beside their prompts or below them. */
export function worldOf(file: CorpusFile, usable: readonly CorpusFile[]): World {
  const folder = file.path.replace(/[^/]*$/, '');
  const beside = usable.filter(({ path }) => path.startsWith(folder) && /\/_[^/]*$/.test(path));
  const partials = beside.map(({ path, text }) => [
    path.replace(/^.*\/_/, '').replace(/\.prompt$/, ''),
    text,
  ]);
  const { input, output } = { ...parse(file.text).frontmatter?.value } as Record<
    string,
    { schema?: unknown } | undefined
  >;
  const names = [input, output].flatMap((side) =>
    picoschemaToJsonSchema(side?.schema).unresolved.map(({ name }) => name),
  );
  const schemas = Object.fromEntries(names.map((name) => [name, { type: 'object', description: name }]));
  const list = (value: unknown) =>
    Array.isArray(value) ? value.map((item) => `- ${String(item)}\n`).join('') : '';
  return {
    partials: Object.fromEntries(partials) as World['partials'],
    schemas,
    tools: {},
    helpers: { list },
  };
}

export const WORLD: World = {
  partials: {
    p: 'partial {{a}}\n{{> q}}',
    q: '{{role "model"}}deep {{b}}\n',
    block: '<{{> @partial-block}}>',
  },
  schemas: { Known: { type: 'object', properties: {} } },
  tools: { search: { name: 'search', inputSchema: { type: 'object' } } },
  helpers: { list: (value) => `[${String(value)}]` },
};

/** Frontmatter that prompts for `WORLD` may begin with. */
export const FRONTMATTER = fc.constantFrom(
  '',
  '---\nmodel: x/y\n---\n',
  '---\nconfig: {temperature: 1}\ntemperature: 2\na.b.c: 3\na.b.d: 4\ntools: [search, other]\ninput:\n  schema: {a: string, b?: "integer, a number"}\n  default: {b: 7}\noutput: {format: json, schema: Known}\n---\n',
  '---\nname: n\nvariant: v\ntoolDefs: []\noutput: {schema: {"x(array)": string}}\n---\n\n',
);

/** What the templates of `arbitraryPrompt` are joined from. */
export const PIECE = fc.constantFrom(
  '{{role "user"}}',
  '{{role "model"}}\n',
  '{{role "system"}}',
  '{{role "tool"}}',
  '{{history}}',
  '{{section "code"}}',
  '{{media url=u}}',
  '{{media url="x" contentType="image/png"}}',
  '{{json a}}',
  '{{json b indent=2}}',
  '{{json (lookup this "a")}}',
  '{{#if a}}yes{{else if b}}or{{else}}no{{/if}}\n',
  '{{#unless a}}\n  none\n{{/unless}}\n',
  '{{#each a as |x i|}}{{i}}{{x}}{{@first}}\n{{else}}empty{{/each}}',
  '{{#with b}}{{this}}{{../a}}{{/with}}',
  '{{#ifEquals a b}}same{{else}}different{{/ifEquals}}',
  '{{#unlessEquals a 1}}x{{/unlessEquals}}',
  '{{a}}',
  '{{b.name}}',
  '{{{a}}}',
  '{{@root.a}}',
  '{{@state.name}}',
  '{{@auth}}',
  '{{@metadata.prompt.model}}',
  '{{> p}}',
  '  {{> q a="z"}}\n',
  '{{#> block}}in{{/block}}',
  '{{#> nowhere}}instead{{/nowhere}}',
  '{{list a}}',
  '{{! note }}\n',
  '{{~a~}}',
  '\\{{a}}',
  '{{#a}}{{this}}{{/a}}',
  '{{^a}}not{{/a}}',
  '{{#b}}{{name}}{{/b}}',
  '{{missing}}',
  '{{unknown a}}',
  '{{> missing}}',
  '{{#each b}}{{@key}}={{this}};{{/each}}',
  '{{log a}}',
  '{{lookup b "name"}}',
  '{{"a"}}',
  '{{a.constructor}}',
  '{{b.__proto__}}',
  '{{toString}}',
  ' ',
  '\n',
  '\n\n',
  'Hello ',
  'text\n',
  '\t',
  '<<<',
  '>>>',
);

/** Prompts for `WORLD`, some of them wrong. */
export const arbitraryPrompt = fc
  .tuple(FRONTMATTER, fc.array(PIECE, { maxLength: 10 }))
  .map(([frontmatter, pieces]) => frontmatter + pieces.join(''));
