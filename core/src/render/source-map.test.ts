import { readCorpus } from '@prompthub/test-fixtures';
import type { CorpusFile } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import type { RenderOptions } from '../options';
import { parse } from '../parse';
import type { Range } from '../syntax/positions';
import { arbitraryTemplate } from '../syntax/template.arbitrary';
import { arbitraryData } from './data.arbitrary';
import { evaluate } from './evaluate';
import { FRONTMATTER, PIECE, WORLD, renderable, worldOf } from './prompt.arbitrary';
import { render } from './render';
import { RenderError } from './rendered-prompt';
import type { DataArgument } from './rendered-prompt';
import { renderWithSourceMap } from './source-map';
import type { Origin, Segment, SourcePlace } from './source-map';

interface Printed {
  /** Undefined for a part without text. */
  readonly text: string | undefined;
  readonly origin: Origin;
}

type Source = (place: SourcePlace) => string;

function sources(source: string, { partials = {} }: RenderOptions): Source {
  const known = partials as Readonly<Record<string, string>>;
  return ({ partial, range }) =>
    (partial === undefined ? source : (known[partial] ?? '')).slice(range.start, range.end);
}

/** Every segment of every part, in order. */
async function printed(source: string, data: DataArgument, options: RenderOptions): Promise<Printed[]> {
  const { prompt, map } = await renderWithSourceMap(source, data, options);
  return prompt.messages.flatMap(({ content }, index) =>
    content.flatMap((part, which) =>
      (map.messages[index]?.parts[which] ?? []).map(({ start, end, origin }) => ({
        text: 'text' in part ? part.text.slice(start, end) : undefined,
        origin,
      })),
    ),
  );
}

/** `text ← what stands there`, behind the tags that lead to it, with the path of a value; literal text alone. */
async function shown(source: string, input = {}, options: RenderOptions = {}): Promise<string[]> {
  const at = sources(source, options);
  return (await printed(source, { input }, options)).map(({ text = 'part', origin }) => {
    if (origin.kind === 'history') return `${text} ← history`;
    const way = [...origin.callers, origin].map(at).join(' > ');
    if (origin.kind === 'value') return `${text} ← ${way}${origin.path ? ` = ${origin.path}` : ''}`;
    return way === text ? text : `${text} ← ${way}`;
  });
}

describe('what printed a character', () => {
  it('is the text of the template, or a tag with the path of its value', async () => {
    const input = { user: { name: 'Ada' }, n: [1] };
    expect(await shown('Hi {{user.name}}, {{json n}}{{n.[0]}}!', input)).toEqual([
      'Hi ',
      'Ada ← {{user.name}} = user.name',
      ', ',
      '[1] ← {{json n}}',
      '1 ← {{n.[0]}} = n.0',
      '!',
    ]);
  });

  it('is told for each turn of a loop', async () => {
    const source =
      '{{#each list as |item|}}{{item.a}}{{a}}{{@index}}{{../b}}{{#with a}}{{this}}{{/with}}{{@root.b}}{{/each}}';
    expect(await shown(source, { list: [{ a: 'x' }, { a: 'y' }], b: 'z' })).toEqual([
      'x ← {{item.a}} = list.0.a',
      'x ← {{a}} = list.0.a',
      '0 ← {{@index}}',
      'z ← {{../b}} = b',
      'x ← {{this}} = list.0.a',
      'z ← {{@root.b}} = b',
      'y ← {{item.a}} = list.1.a',
      'y ← {{a}} = list.1.a',
      '1 ← {{@index}}',
      'z ← {{../b}} = b',
      'y ← {{this}} = list.1.a',
      'z ← {{@root.b}} = b',
    ]);
  });

  it('is found inside of partials, with the tags that lead there', async () => {
    const partials = { outer: '---\nmodel: a/b\n---\nBefore {{> inner y=x}}', inner: '<{{y}}{{z}}>' };
    expect(
      await shown('{{#with b}}{{> outer x=name}}{{/with}}', { b: { name: 'Ada', z: 1 } }, { partials }),
    ).toEqual([
      'Before  ← {{> outer x=name}} > Before ',
      '< ← {{> outer x=name}} > {{> inner y=x}} > <',
      'Ada ← {{> outer x=name}} > {{> inner y=x}} > {{y}} = b.name',
      '1 ← {{> outer x=name}} > {{> inner y=x}} > {{z}} = b.z',
      '> ← {{> outer x=name}} > {{> inner y=x}} > >',
    ]);
  });

  it('is found in the body that a partial is given, and after it', async () => {
    const partials = { frame: '[{{> @partial-block}}|{{a}}]' };
    expect(await shown('{{#> frame}}in {{a}}{{/frame}}.', { a: 1 }, { partials })).toEqual([
      '[ ← {{#> frame}}in {{a}}{{/frame}} > [',
      'in ',
      '1 ← {{a}} = a',
      '| ← {{#> frame}}in {{a}}{{/frame}} > |',
      '1 ← {{#> frame}}in {{a}}{{/frame}} > {{a}} = a',
      '] ← {{#> frame}}in {{a}}{{/frame}} > ]',
      '.',
    ]);
  });

  it('has no path where a partial has values of its own', async () => {
    const partials = { p: '{{name}}{{a}}' };
    expect(await shown('{{> p user a="lit"}}{{> p}}', { user: { name: 'Ada' }, a: 2 }, { partials })).toEqual(
      [
        'Ada ← {{> p user a="lit"}} > {{name}}',
        'lit ← {{> p user a="lit"}} > {{a}}',
        '2 ← {{> p}} > {{a}} = a',
      ],
    );
  });

  it('is the blanks before a partial for what they indent, in values as well', async () => {
    const partials = { p: 'one\n{{a}}\n' };
    expect(await shown('\n  {{> p}}\nend', { a: 'x\ny' }, { partials })).toEqual([
      '\n',
      '  ',
      'one\n ← {{> p}} > one\n',
      '  ',
      'x\n ← {{> p}} > {{a}} = a',
      '  ',
      'y ← {{> p}} > {{a}} = a',
      '\n ← {{> p}} > \n',
      'end',
    ]);
  });

  it('skips escapes and white space that was trimmed', async () => {
    expect(await shown('a \\{{b}} \\\\{{c}}\n  {{~#if c~}}  d  {{~/if}}\n', { c: 1 })).toEqual([
      'a ',
      '{{b}} ',
      '\\',
      '1 ← {{c}} = c',
      'd',
      '\n',
    ]);
  });

  it('is one value for a block of the host, whatever it does to its body', async () => {
    const helpers = {
      size: ((options: { fn: (context: unknown) => string }) => options.fn({ a: 'abc' }).length) as never,
    };
    expect(await shown('{{#size}}12{{#if a}}{{a}}{{/if}}{{/size}}!', {}, { helpers })).toEqual([
      '5 ← {{#size}}12{{#if a}}{{a}}{{/if}}{{/size}}',
      '!',
    ]);
    const loud = { if: (() => 'loud') as never };
    expect(await shown('{{#if a}}b{{/if}}', {}, { helpers: loud })).toEqual(['loud ← {{#if a}}b{{/if}}']);
  });
});

it('says which tag began a message, and which made a part that has no text', async () => {
  const source = 'A{{role "system"}}B{{media url="x"}}{{section "s"}}{{history}}C{{role "user"}}';
  const messages = [{ role: 'user' as const, content: [{ text: 'past' }, { media: { url: 'y' } }] }];
  const { prompt, map } = await renderWithSourceMap(source, { messages });
  const at = sources(source, {});
  const tag = (origin: Origin | undefined) => origin && ('range' in origin ? at(origin) : origin.kind);
  expect(prompt.messages.map(({ role }) => role)).toEqual(['user', 'system', 'user', 'model']);
  expect(map.messages.map(({ begin }) => tag(begin))).toEqual([
    undefined,
    '{{role "system"}}',
    '{{history}}',
    '{{history}}',
  ]);
  expect(map.messages.map(({ parts }) => parts.map(([segment]) => tag(segment?.origin)))).toEqual([
    ['text'].map(() => 'A'),
    ['B', '{{media url="x"}}', '{{section "s"}}'],
    ['history', 'history'],
    ['C'],
  ]);
});

it('says where the conversation so far goes, whether or not there is one', async () => {
  const source = 'A{{role "system"}} {{history}}{{role "user"}}B{{history}}';
  const { map } = await renderWithSourceMap(source);
  const found = map.histories.map(({ after, origin }) => [
    after,
    origin && 'range' in origin && origin.range.start,
  ]);
  expect(found).toEqual([
    [1, source.indexOf('{{history}}')],
    [2, source.lastIndexOf('{{history}}')],
  ]);
  const messages = [{ role: 'user' as const, content: [{ text: 'past' }] }];
  const given = await renderWithSourceMap(source, { messages });
  expect(given.map.histories.map(({ after }) => after)).toEqual([1, 3]);
});

describe('a map', () => {
  const world = {
    ...WORLD,
    partials: {
      ...WORLD.partials,
      lines: 'one {{a}}\n\n  {{> q}}\n{{#shout}}x{{> p}}{{/shout}}\n',
      twice: '{{> @partial-block}}{{#if a}}\n  {{> @partial-block}}\n{{/if}}{{json this}}',
    },
    helpers: {
      ...WORLD.helpers,
      shout: function (this: unknown, ...args: unknown[]) {
        const { fn } = args.at(-1) as { fn?: (context: unknown) => unknown };
        return fn ? `${String(fn(this)).toUpperCase()} ${String(fn(this)).split('\n').length}` : 'none';
      },
    },
  };
  const piece = fc.constantFrom(
    '\n  {{> lines}}\n',
    '{{#each list}}\n\t{{> lines a=this}}\n{{/each}}',
    '{{#> twice}}in {{b}}\n  {{> lines}}\n{{/twice}}',
    '{{#shout}}loud {{a}}{{role "model"}}{{> lines}}\n{{/shout}}',
    '{{#each b}}{{> (lookup ../names @index)}}{{this}}{{../a}}{{/each}}',
    '{{#each a as |a i|}}{{a.name}}{{i}}{{> lines b=a}}{{/each}}',
    '{{~#if a~}} \n x {{~else~}} y {{~/if~}}',
    '\\\\{{a}}',
    ' \\{{a}} \\{{b}}\n',
  );
  const template = fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.oneof(PIECE, piece), { maxLength: 8 }).map((all) => all.join('')) },
    { weight: 1, arbitrary: arbitraryTemplate },
  );
  const prompts = fc
    .tuple(FRONTMATTER, template)
    .map((parts) => parts.join(''))
    .chain((source) => fc.tuple(fc.constant(source), arbitraryData(source)));

  it('covers generated prompts, and its messages are those of rendering', async () => {
    let rendered = 0;
    await fc.assert(
      fc.asyncProperty(prompts, async ([source, data]) => {
        if (await holds(source, data, world)) rendered++;
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 20_000 : 1000 },
    );
    expect(rendered).toBeGreaterThan(300);
  });

  const corpus = readCorpus();
  const usable = renderable(corpus.files);
  if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);
  (corpus.absence === undefined ? it : it.skip)('covers the corpus', async () => {
    let rendered = 0;
    for (const file of usable) if (await holdsFor(file, usable)) rendered++;
    expect(rendered).toBeGreaterThan(50);
  });
});

async function holdsFor(file: CorpusFile, usable: readonly CorpusFile[]): Promise<boolean> {
  const world = worldOf(file, usable);
  const samples = fc.sample(arbitraryData(file.text), { numRuns: 5, seed: 11 });
  const results: boolean[] = [];
  for (const data of samples) results.push(await holds(file.text, data, world));
  return results.includes(true);
}

/** Everything that a map promises. False when both ways of rendering refuse the prompt for the same reason. */
async function holds(source: string, data: DataArgument, options: RenderOptions): Promise<boolean> {
  const [plain, mapped] = await Promise.all([
    attempt(render(source, data, options)),
    attempt(renderWithSourceMap(source, data, options)),
  ]);
  if (mapped instanceof RenderError) {
    expect([mapped.code, mapped.message, mapped.range]).toEqual(
      plain instanceof RenderError ? [plain.code, plain.message, plain.range] : 'rendered without a map',
    );
    return false;
  }
  expect(mapped.prompt).toEqual(plain);
  mapped.prompt.messages.forEach(({ content }, index) => {
    const { parts } = mapped.map.messages[index] ?? { parts: [] };
    expect(parts).toHaveLength(content.length);
    content.forEach((part, which) => expectCover(parts[which] ?? [], 'text' in part ? part.text : ''));
  });
  const all = await printed(source, data, options);
  const at = sources(source, options);
  for (const { text, origin } of all) {
    if (origin.kind === 'text') expect(at(origin)).toBe(text);
  }
  expectPaths(all, { ...defaultsOf(source), ...data.input });
  await expectValues(all, { source, data, options });
  return true;
}

function expectCover(segments: readonly Segment[], text: string): void {
  const ends = segments.map(({ end }) => end);
  expect(segments.map(({ start }) => start)).toEqual([0, ...ends.slice(0, -1)]);
  expect(ends.at(-1)).toBe(text.length);
  if (text !== '') for (const { start, end } of segments) expect(end).toBeGreaterThan(start);
}

/** The texts of values: those of one evaluation together, without the indentation between its lines. */
function textsOfValues(all: readonly Printed[]): Map<Extract<Origin, { kind: 'value' }>, string> {
  const texts = new Map<Extract<Origin, { kind: 'value' }>, string>();
  for (const { text, origin } of all)
    if (origin.kind === 'value' && text !== undefined) texts.set(origin, (texts.get(origin) ?? '') + text);
  return texts;
}

/** A value's path leads to it, unless white space around it made no message. */
function expectPaths(all: readonly Printed[], input: Record<string, unknown>): void {
  for (const [{ path }, text] of textsOfValues(all)) {
    if (path === undefined) continue;
    const value = path
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], input);

    expect(String(value)).toBe(text);
  }
}

/** What a tag of the prompt printed is what `evaluate` says of it, in the same order. */
async function expectValues(
  all: readonly Printed[],
  { source, data, options }: { source: string; data: DataArgument; options: RenderOptions },
): Promise<void> {
  const { expressions } = await evaluate(parse(source), data, options);
  const left = new Map(expressions.map(({ range, values }) => [key(range), values.map(asText)]));
  for (const [{ partial, range }, text] of textsOfValues(all)) {
    const values = left.get(key(range));
    if (partial !== undefined || values === undefined) continue;
    const index = values.indexOf(text);
    expect(values).toContain(text);
    left.set(key(range), values.slice(index + 1));
  }
}

const key = ({ start, end }: Range): string => `${start}-${end}`;

function asText(value: unknown): string {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- as Handlebars prints it
  return value === null || value === undefined ? '' : String(value);
}

function defaultsOf(source: string): Record<string, unknown> {
  const input = parse(source).frontmatter?.value['input'] as
    { default?: Record<string, unknown> } | undefined;
  return { ...input?.default };
}

function attempt<T>(work: Promise<T>): Promise<T | RenderError> {
  return work.catch((error: unknown) => {
    if (error instanceof RenderError) return error;
    throw error;
  });
}
