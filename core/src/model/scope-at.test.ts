import { parse } from '../parse';
import { scopeAt } from './scope-at';

const head = `---
input:
  schema:
    user: { name: string, age?: integer }
    items(array, what was ordered): { title: string }
---
`;

/** The names at the cursor █, and the members of a path there. */
function at(template: string, path?: string): string[] {
  const text = head + template;
  const offset = text.indexOf('█');
  const scope = scopeAt(parse(text.replace('█', '')), offset);
  const names = path === undefined ? scope.names : scope.membersOf(path);
  return names.filter(({ name }) => !['@root', '@metadata'].includes(name)).map(({ name }) => name);
}

const LOOP = ['@index', '@key', '@first', '@last'];

describe('scopeAt', () => {
  it('offers the inputs at the top', () => {
    expect(at('Hi {{█}}')).toEqual(['user', 'items']);
    const names = scopeAt(parse(`${head}x`), head.length).names;
    expect(names[1]).toMatchObject({
      kind: 'input',
      typeText: 'list of object',
      description: 'what was ordered',
    });
    expect(names.map(({ name }) => name)).toEqual(['user', 'items', '@root', '@metadata']);
  });

  it('offers what a loop brings inside of it, and not behind it', () => {
    expect(at('{{#each items as |it|}}{{█}}{{/each}}')).toEqual(['it', 'title', ...LOOP]);
    expect(at('{{#each items as |it|}}{{/each}}{{█}}')).toEqual(['user', 'items']);
    expect(at('{{#each items}}{{else}}{{█}}{{/each}}')).toEqual(['user', 'items']);
    expect(at('{{#each █}}{{/each}}')).toEqual(['user', 'items']);
  });

  it.each([
    '{{#each items}}{{█',
    '{{#each items}}\n  {{ti█',
    '{{#each items}}\n{{#if █',
    '{{#each items}}{{#if title}}{{█}}\n{{user.name',
    '{{#each items}}text\n█',
  ])('works in the unfinished state %j', (template) => {
    expect(at(template)).toEqual(['title', ...LOOP]);
  });

  it.each([
    ['user', ['name', 'age']],
    ['this', ['title']],
    ['..', ['user', 'items']],
    ['../user', ['name', 'age']],
    ['@root.user', ['name', 'age']],
    ['it', ['title']],
    ['it.title', ['length']],
    ['@metadata', ['prompt', 'docs', 'messages']],
    ['nope.x', []],
  ])('knows the members of %s', (path, members) => {
    const inLoop = path === 'user' ? '{{█}}' : '{{#each items as |it|}}{{█}}{{/each}}';
    expect(at(inLoop, path)).toEqual(members);
  });

  it('answers at every offset of a file, outside of the template too', () => {
    const text = `${head}{{#each items}}{{#with user}}{{name}}{{/with}}{{^}}x{{/each}}\n\n`;
    const tree = parse(text);
    for (let offset = -1; offset <= text.length + 1; offset++)
      expect(scopeAt(tree, offset).names.length).toBeGreaterThan(1);
  });
});
