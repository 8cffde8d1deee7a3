import fc from 'fast-check';
import { parse } from '../parse';
import { render } from '../render/render';
import { branchesOf } from './branches-of';

/**
 * Templates are made from a tree that knows its branches. Printed once as a person writes them, and once with a mark in each branch,
 * also in those that nobody writes: what is marked in the second rendering must be what the first one told.
 */
interface Block {
  readonly open: string;
  readonly close: string;
  readonly body: readonly Piece[];
  readonly chain: readonly { readonly open: string; readonly body: readonly Piece[] }[];
  readonly otherwise: readonly Piece[] | undefined;
}
type Piece = string | Block;

const CONDITIONS = ['a', 'b', 'c.d', 'xs', '../a', 'this', '@first'];
const CHOOSERS = CONDITIONS.flatMap((name): [string, string][] => [
  [`if ${name}`, 'if'],
  [`unless ${name}`, 'unless'],
  [`each ${name}`, 'each'],
  [`with ${name}`, 'with'],
  [`ifEquals ${name} b`, 'ifEquals'],
  [`unlessEquals ${name} "t"`, 'unlessEquals'],
]);
const OPENINGS = [
  ...CHOOSERS.map(([tag, name]) => ({ open: `{{#${tag}}}`, close: `{{/${name}}}`, chains: true })),
  ...['a', 'b', 'xs'].flatMap((name) => [
    { open: `{{#${name}}}`, close: `{{/${name}}}`, chains: true },
    { open: `{{^${name}}}`, close: `{{/${name}}}`, chains: false },
  ]),
];
const TEXTS = ['x', '\n', '{{a}}', '{{role "user"}}', '{{~b~}}'];

function piecesWith(texts: readonly string[]): fc.Arbitrary<Piece[]> {
  const { pieces } = fc.letrec<{ pieces: Piece[]; block: Block }>((tie) => ({
    pieces: fc.array(fc.oneof({ depthSize: 'small' }, fc.constantFrom<Piece>(...texts), tie('block')), {
      maxLength: 3,
    }),
    block: fc
      .record({
        opening: fc.constantFrom(...OPENINGS),
        body: tie('pieces'),
        chain: fc.array(
          fc.record({
            open: fc.constantFrom(...CHOOSERS).map(([tag]) => `{{else ${tag}}}`),
            body: tie('pieces'),
          }),
          { maxLength: 2 },
        ),
        otherwise: fc.option(tie('pieces'), { nil: undefined }),
      })
      .map(({ opening: { chains, ...opening }, chain, ...rest }) => ({
        ...opening,
        chain: chains ? chain : [],
        ...rest,
      })),
  }));
  return pieces;
}

/** Prints the texts of one file, and counts its branches in the order of the source. */
class Printer {
  count = 0;
  readonly #home: string;
  readonly #marked: boolean;

  constructor(home: string, marked: boolean) {
    this.#home = home;
    this.#marked = marked;
  }

  text(list: readonly Piece[]): string {
    return list.map((piece) => (typeof piece === 'string' ? piece : this.#block(piece))).join('');
  }

  #block({ open, close, body, chain, otherwise }: Block): string {
    const written = [{ open, body }, ...chain]
      .map((arm) => arm.open + this.#mark() + this.text(arm.body))
      .join('');
    if (otherwise) return `${written}{{else}}${this.#mark()}${this.text(otherwise)}${close}`;
    const unwritten = this.#mark();
    return this.#marked ? `${written}{{else}}${unwritten}${close}` : written + close;
  }

  #mark(): string {
    const mark = markOf(this.#home, this.count++);
    return this.#marked ? mark : '';
  }
}

const markOf = (home: string, number: number) => `⟦${home}${number}⟧`;

type Files = Readonly<Record<'main' | 'p' | 'q', readonly Piece[]>>;

function printed(files: Files, marked: boolean) {
  const [main, p, q] = (['main', 'p', 'q'] as const).map((home) => {
    const printer = new Printer(home, marked);
    return { text: printer.text(files[home]), count: printer.count };
  }) as [{ text: string; count: number }, { text: string; count: number }, { text: string; count: number }];
  return { source: main.text, partials: { p: p.text, q: q.text }, counts: { main, p, q } };
}

const value = fc.constantFrom<unknown>(
  ...[undefined, null, '', 't', 0, 1, true, [], ['t', 0], [[1]], { d: [] }, { d: 't', a: 1 }],
);

test('what is told is what a mark in each branch shows, in partials as well', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        main: piecesWith([...TEXTS, '  {{> p}}\n', '{{> q c=a}}']),
        p: piecesWith([...TEXTS, '{{> q}}']),
        q: piecesWith(TEXTS),
      }),
      fc.record({ a: value, b: value, c: value, xs: value }),
      async (files, input) => {
        const { source, partials, counts } = printed(files, false);
        const marked = printed(files, true);
        const told = new Set<string>();
        await render(source, { input }, { partials, onBranch: (id) => void told.add(id) });
        const { messages } = await render(marked.source, { input }, { partials: marked.partials });
        const seen = JSON.stringify(messages);
        const branches = await branchesOf(parse(source), { partials });
        for (const [home, own] of Map.groupBy(branches, ({ partial }) => partial ?? ('main' as const))) {
          expect(own).toHaveLength(counts[home as keyof Files].count);
          for (const [index, { id, label }] of own.entries())
            expect([label, told.has(id)]).toEqual([label, seen.includes(markOf(home, index))]);
        }
      },
    ),
    { numRuns: 400 },
  );
});
