import { readCorpus } from '@prompthub/test-fixtures';
import type { CorpusFile } from '@prompthub/test-fixtures';
import { Dotprompt } from 'dotprompt';
import fc from 'fast-check';
import { parse } from '../parse';
import { compile } from './compile';
import { arbitraryData } from './data.arbitrary';
import { arbitraryPrompt, renderable, WORLD, worldOf } from './prompt.arbitrary';
import type { World } from './prompt.arbitrary';
import { render } from './render';
import { RenderError } from './rendered-prompt';
import type { DataArgument } from './rendered-prompt';

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
  // An input named `toString` makes Handlebars fail where it compares contexts; ours goes on.
  if ('failed' in expected && /Cannot convert object to primitive/.test(String(expected['failed'])))
    return false;
  expect(mine).toEqual(expected);
  return true;
}

const corpus = readCorpus();
const usable = renderable(corpus.files);

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
      const world = worldOf(file, usable);
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
    const { partials, schemas } = worldOf({ path: '', origin: '', text: source }, usable);
    const world = { ...WORLD, partials, schemas: { ...WORLD.schemas, ...schemas } };
    const mine = await compile(parse(source), world).catch(() => undefined);
    if (!mine) continue;
    expect(mine.metadata).toEqual(await new Dotprompt(world).renderMetadata(source));
    compared++;
  }
  expect(compared).toBeGreaterThan(corpus.absence === undefined ? 5 : 0);
});

const FULL =
  '---\nmodel: a/b\nconfig: {temperature: 1}\na.b.c: 3\ntools: [search, other]\ninput:\n  schema: {a: string, b?: integer}\n  default: {b: 7}\noutput: {schema: Known}\n---\nHi {{a}}';
