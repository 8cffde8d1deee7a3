import { parse } from '../parse';
import { partialGraph } from './partial-graph';

const graph = (files: Record<string, string>) =>
  partialGraph(new Map(Object.entries(files).map(([name, text]) => [name, parse(text)])));

describe('partialGraph', () => {
  it('tells who names what, and where', () => {
    const { references, usersOf } = graph({
      main: 'a {{> x}} {{#> y}}{{> @partial-block}}{{/y}} {{> (lookup . z)}}',
      x: '{{>y}}',
      y: '',
    });
    expect(references.get('main')?.map(({ name, range }) => [name, range])).toEqual([
      ['x', { start: 6, end: 7 }],
      ['y', { start: 15, end: 16 }],
    ]);
    expect(usersOf('y')).toEqual(['main', 'x']);
    expect(usersOf('nobody')).toEqual([]);
  });

  it('finds every circle with its whole path', () => {
    expect(
      graph({ main: '{{>a}}', a: '{{>b}}{{>c}}', b: '{{>a}}', c: '{{>c}}', d: '{{>nope}}' }).cycles,
    ).toEqual([
      ['a', 'b', 'a'],
      ['c', 'c'],
    ]);
  });

  it('follows long chains', () => {
    const files = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`p${i}`, `{{>p${(i + 1) % 20_000}}}`]),
    );
    expect(graph(files).cycles.map(({ length }) => length)).toEqual([20_001]);
  });
});
