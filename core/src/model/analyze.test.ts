import { parse } from '../parse';
import { analyze, type Reference } from './analyze';
import { describeType } from './schema-types';

const head = `---
input:
  schema:
    user:
      name: string, who asks
      tags?(array): string
    items(array):
      title: string
      parts(array): { size: number }
    flags(object): { (*): boolean }
    anything: any
---
`;

/** What each path of a template stands for, in short. */
function meanings(template: string, frontmatter = head): string[] {
  const source = frontmatter + template;
  const { references } = analyze(parse(source));
  return references
    .filter(({ position }) => position === 'value')
    .map((reference) => meaning(reference, source));
}

function meaning({ node, resolution }: Reference, source: string): string {
  const { kind } = resolution;
  if (kind === 'unknown') return `${node.original}: no ${resolution.name}`;
  if (kind === 'helper') return `${node.original}: helper`;
  const { type, declaration } = resolution.variable;
  const place = declaration ? ` @${source.slice(declaration.start, declaration.end)}` : '';
  return `${node.original}: ${kind} ${describeType(type)}${place}`;
}

describe('analyze', () => {
  it('follows inputs down to the property that was declared', () => {
    expect(meanings('{{user.name}}{{user.tags}}{{user.x}}{{nope}}{{anything.at.all}}{{flags.x}}')).toEqual([
      'user.name: input string @name',
      'user.tags: input list of string @tags?(array)',
      'user.x: no x',
      'nope: no nope',
      'anything.at.all: input any',
      'flags.x: input boolean',
    ]);
  });

  it('knows items, block parameters, data and the way outwards in loops', () => {
    expect(
      meanings(
        '{{#each items as |it i|}}{{title}}{{it.title}}{{i}}{{@index}}{{../user.name}}{{#each parts}}{{size}}{{../title}}{{../../nope}}{{/each}}{{/each}}',
      ),
    ).toEqual([
      'items: input list of object @items(array)',
      'title: context string @title',
      'it.title: block-param string @title',
      'i: block-param integer @i',
      '@index: data integer',
      '../user.name: input string @name',
      'parts: context list of object @parts(array)',
      'size: context number @size',
      '../title: context string @title',
      '../../nope: no nope',
    ]);
  });

  it('opens no level for if, unless, ifEquals, and none for `with this`', () => {
    expect(
      meanings(
        '{{#if user}}{{#ifEquals 1 2}}{{user.name}}{{/ifEquals}}{{/if}}{{#with this}}{{user.name}}{{/with}}',
      ),
    ).toEqual([
      'user: input object @user',
      'user.name: input string @name',
      'this: input object',
      'user.name: input string @name',
    ]);
  });

  it('opens no level for what `this` is already, by whatever name', () => {
    const inner = '{{title}}{{../user.name}}';
    for (const block of ['{{#with this}}', '{{#with item}}', '{{#with this as |x|}}'])
      expect(meanings(`{{#each items as |item|}}${block}${inner}{{/with}}{{/each}}`).slice(-2)).toEqual([
        'title: context string @title',
        '../user.name: input string @name',
      ]);
  });

  it('takes the first of two block parameters of one name', () => {
    expect(meanings('{{#each items as |item item|}}{{item.title}}{{/each}}').at(-1)).toBe(
      'item.title: block-param string @title',
    );
  });

  it('enters objects and lists that are blocks themselves', () => {
    expect(
      meanings(
        '{{#user}}{{name}}{{/user}}{{#items}}{{title}}{{else}}{{user.name}}{{/items}}{{^items}}{{user.name}}{{/items}}',
      ),
    ).toEqual([
      'user: input object @user',
      'name: context string @name',
      'items: input list of object @items(array)',
      'title: context string @title',
      'user.name: input string @name',
      'items: input list of object @items(array)',
      'user.name: input string @name',
    ]);
  });

  it('assumes nothing inside of helpers that it does not know', () => {
    expect(meanings('{{#table items}}{{whatever}}{{@root.user.name}}{{/table}}')).toEqual([
      'items: input list of object @items(array)',
      'whatever: context any',
      '@root.user.name: input string @name',
    ]);
  });

  it('reads JSON Schema too, with the places of its properties', () => {
    const yaml =
      '---\ninput:\n  schema:\n    type: object\n    properties:\n      u: { type: object, properties: { n: { type: string } } }\n---\n';
    expect(meanings('{{u.n}}{{u.x}}{{v}}', yaml)).toEqual(['u.n: input string @n', 'u.x: no x', 'v: no v']);
  });

  it('allows everything where nothing is declared', () => {
    expect(meanings('{{a.b}}{{#each c}}{{d}}{{/each}}', '')).toEqual([
      'a.b: input any',
      'c: input any',
      'd: context any',
    ]);
  });

  it('tells helpers from variables', () => {
    const { references } = analyze(
      parse('{{role "user"}}{{role}}{{json (up x)}}{{#each xs as |role|}}{{role}}{{/each}}{{this.role}}'),
    );
    expect(references.map(({ node, position }) => `${node.original} ${position}`)).toEqual([
      'role helper',
      'role helper',
      'json helper',
      'up helper',
      'x value',
      'each helper',
      'xs value',
      'role value',
      'this.role value',
    ]);
  });

  it('collects the uses of each input', () => {
    const { usages, mayUseAll } = analyze(parse('{{a}}{{#if a.b}}{{c}}{{/if}}{{@root.a}}'));
    expect([...usages].map(([name, list]) => [name, list.length])).toEqual([
      ['a', 3],
      ['c', 1],
    ]);
    expect(mayUseAll).toBe(false);
    expect(analyze(parse('{{json this}}')).mayUseAll).toBe(true);
  });

  it('sees through partials, also when they include each other', () => {
    const partials = new Map([
      ['a', parse('{{x}}{{> b y=1}}')],
      ['b', parse('{{y}}{{z}}{{> a}}{{@root.w}}')],
    ]);
    const used = (template: string) => [...analyze(parse(template), { partials }).usedByPartials].sort();
    expect(used('{{> a}}')).toEqual(['w', 'x', 'z']);
    expect(used('{{> b user}}')).toEqual(['w']);
  });

  it('takes time in proportion to the depth of nesting', () => {
    const nested = (depth: number) =>
      parse(`${head}${'{{#each items as |a b|}}'.repeat(depth)}{{a.title}}${'{{/each}}'.repeat(depth)}`);
    expect(analyze(nested(5000)).references).toHaveLength(10_001);
  });
});
