import { readCorpus } from '@prompthub/test-fixtures';
import type { CorpusFile } from '@prompthub/test-fixtures';
import { Dotprompt } from 'dotprompt';
import fc from 'fast-check';
import { parse } from '../parse';
import { picoschemaToJsonSchema } from '../syntax/picoschema';
import { compile } from './compile';
import { arbitraryData } from './data.arbitrary';
import { render } from './render';
import { RenderError } from './rendered-prompt';
import type { DataArgument } from './rendered-prompt';

interface World {
  readonly partials: Record<string, string>;
  readonly schemas: Record<string, Record<string, unknown>>;
  readonly tools: Record<string, { name: string; inputSchema: Record<string, unknown> }>;
  readonly helpers: Record<string, (value: unknown) => string>;
}

/** Dotprompt prints the frontmatter of partials; it gets them without (docs/deviations.md). */
function body(source: string): string {
  const { templateRange } = parse(source);
  return source.slice(templateRange.start, templateRange.end);
}

async function theirs(source: string, data: DataArgument, world: World): Promise<object> {
  const partials = Object.fromEntries(
    Object.entries(world.partials).map(([name, text]) => [name, body(text)]),
  );
  const dotprompt = new Dotprompt({ ...world, partials });
  const defaults = parse(source).frontmatter?.value['input'] as
    { default?: Record<string, unknown> } | undefined;
  try {
    // Dotprompt applies defaults only when the caller hands them in (docs/deviations.md).
    return await dotprompt.render(source, data as never, { input: { default: defaults?.default ?? {} } });
  } catch (error) {
    return { failed: String(error) };
  }
}

async function ours(source: string, data: DataArgument, world: World): Promise<Record<string, unknown>> {
  try {
    return { ...(await render(source, data, world)) };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return { failed: error.code, message: error.message };
  }
}

/** Where Dotprompt renders something that nobody meant, and we refuse (docs/deviations.md). */
const REFUSED = /^(?:frontmatter-.*|yaml-syntax|duplicate-key|helper-arguments|block-role)$/;

/** Equal results, or both refuse. True when it was rendered. */
async function agree(source: string, data: DataArgument, world: World): Promise<boolean> {
  const mine = await ours(source, data, world);
  if ('failed' in mine && REFUSED.test(String(mine['failed']))) return false;
  // Dotprompt does not see frontmatter behind comments (docs/deviations.md).
  const expected = await theirs(source.slice(parse(source).frontmatter?.range.start ?? 0), data, world);
  if ('failed' in mine && 'failed' in expected) return false;
  expect(mine).toEqual(expected);
  return true;
}

const corpus = readCorpus();
const usable = corpus.files.filter(({ origin }) => origin === 'google' || origin === 'firebase');

/** Partials stand beside their prompts or below them. */
function worldOf(file: CorpusFile): World {
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

describe('rendering equals Dotprompt 1.1.2', () => {
  // Dotprompt prints YAML errors and what is given to `log`.
  beforeEach(() => {
    jest.spyOn(console, 'error').mockImplementation();
    jest.spyOn(console, 'info').mockImplementation();
  });
  afterEach(() => jest.restoreAllMocks());
  if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);
  const files = usable.map((file) => [file.path, file] as const);
  (files.length > 0 ? it.each(files) : it.skip.each([['', {} as CorpusFile]]))(
    'for %s',
    async (_path, file) => {
      const world = worldOf(file);
      await fc.assert(
        fc.asyncProperty(
          arbitraryData(file.text),
          async (data) => void (await agree(file.text, data, world)),
        ),
        { numRuns: process.env['PROMPTHUB_FULL'] ? 300 : 15 },
      );
    },
  );

  it('for generated prompts and inputs', async () => {
    let rendered = 0;
    const prompts = arbitraryPrompt.chain((source) => fc.tuple(fc.constant(source), arbitraryData(source)));
    await fc.assert(
      fc.asyncProperty(prompts, async ([source, data]) => {
        if (await agree(source, data, WORLD)) rendered++;
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 20_000 : 800 },
    );
    expect(rendered).toBeGreaterThan(300);
  });
});

it('the metadata of a compiled prompt equals what Dotprompt 1.1.2 gives by `renderMetadata`', async () => {
  const frontmatters = [FULL, ...usable.map(({ text }) => text)].filter((text) => text.startsWith('---'));
  let compared = 0;
  for (const source of frontmatters) {
    const { partials, schemas } = worldOf({ path: '', origin: '', text: source });
    const world = { ...WORLD, partials, schemas: { ...WORLD.schemas, ...schemas } };
    const mine = await compile(parse(source), world).catch(() => undefined);
    if (!mine) continue;
    expect(mine.metadata).toEqual(await new Dotprompt(world).renderMetadata(source));
    compared++;
  }
  expect(compared).toBeGreaterThan(corpus.absence === undefined ? 5 : 0);
});

const WORLD: World = {
  partials: {
    p: 'partial {{a}}\n{{> q}}',
    q: '{{role "model"}}deep {{b}}\n',
    block: '<{{> @partial-block}}>',
  },
  schemas: { Known: { type: 'object', properties: {} } },
  tools: { search: { name: 'search', inputSchema: { type: 'object' } } },
  helpers: { list: (value) => `[${String(value)}]` },
};

const FULL =
  '---\nmodel: a/b\nconfig: {temperature: 1}\na.b.c: 3\ntools: [search, other]\ninput:\n  schema: {a: string, b?: integer}\n  default: {b: 7}\noutput: {schema: Known}\n---\nHi {{a}}';

const FRONTMATTER = fc.constantFrom(
  '',
  '---\nmodel: x/y\n---\n',
  '---\nconfig: {temperature: 1}\ntemperature: 2\na.b.c: 3\na.b.d: 4\ntools: [search, other]\ninput:\n  schema: {a: string, b?: "integer, a number"}\n  default: {b: 7}\noutput: {format: json, schema: Known}\n---\n',
  '---\nname: n\nvariant: v\ntoolDefs: []\noutput: {schema: {"x(array)": string}}\n---\n\n',
);

const PIECE = fc.constantFrom(
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

const arbitraryPrompt = fc
  .tuple(FRONTMATTER, fc.array(PIECE, { maxLength: 10 }))
  .map(([frontmatter, pieces]) => frontmatter + pieces.join(''));
