import { applyEdit } from '../testing/apply-edit';
import { open, type OpenOptions } from '../testing/context';
import { prepareRename, rename } from './rename';

/** All files after the name at the cursor was renamed to `new`; the open one is `test.prompt`, unless said otherwise. */
async function renamed(
  marked: string,
  newName = 'new',
  options: OpenOptions = {},
): Promise<Record<string, string>> {
  const opened = await open(marked, options);
  const { context, document, textDocument, position } = opened;
  const edit = await rename(context, { textDocument, position, newName });
  return applyEdit({ ...options.files, [options.path ?? 'test.prompt']: document.text }, edit);
}

const refusalOf = async (marked: string, newName = 'new', options: OpenOptions = {}): Promise<string> =>
  renamed(marked, newName, options).then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe('a variable', () => {
  test('is renamed in schema, default, template and tests, and nowhere else', async () => {
    const text = (name: string) =>
      [
        '---',
        `input: { schema: { ${name}?: "string, the name", user(object): { name: string } }, default: { ${name}: Ada } }`,
        'prompthub.tests:',
        `  - { vars: { ${name}: Bob, user: { name: x } }, assert: [ { type: contains, value: "name {{${name}}}" } ] }`,
        '---',
        `name {{${name}}} {{user.name}} {{#if ${name}}}{{@root.${name}}}{{/if}}{{#with user}}{{name}} {{../${name}}}{{/with}}`,
      ].join('\n');
    const marked = text('name').replace('{{#if name', '{{#if na█me');
    expect(await renamed(marked)).toEqual({ 'test.prompt': text('new') });
  });

  test('is renamed in the suite beside it, from either side', async () => {
    const prompt = (name: string) => `---\ninput: { schema: { ${name}: string } }\n---\n{{${name}}}`;
    const suite = (name: string) =>
      `- vars: { "${name}": x }\n  assert:\n    - { type: equals, value: '{{ ${name} }}' }\n`;
    const after = { 'test.prompt': prompt('new'), 'test.tests.yaml': suite('new') };
    const files = { 'test.prompt': prompt('name'), 'test.tests.yaml': suite('name') };
    expect(
      await renamed(prompt('na█me'.replace('█', '')).replace('{{name', '{{na█me'), 'new', { files }),
    ).toEqual(after);
    const fromSuite = suite('name').replace('"name', '"na█me');
    expect(await renamed(fromSuite, 'new', { files, path: 'test.tests.yaml' })).toEqual(after);
  });

  test('keeps the marks of Picoschema, and follows JSON Schema into `required`', async () => {
    const pico = (name: string) =>
      `---\ninput:\n  schema:\n    ${name}?(array, some): string\n---\n{{#each ${name}}}{{this}}{{/each}}`;
    expect(await renamed(pico('items').replace('ite', 'it█e'))).toEqual({ 'test.prompt': pico('new') });
    const json = (name: string) =>
      `---\ninput:\n  schema: { type: object, required: [a, "${name}"], properties: { a: {}, ${name}: { type: string } } }\n---\n{{${name}}}`;
    expect(await renamed(json('city').replace('{{ci', '{{ci█'))).toEqual({ 'test.prompt': json('new') });
  });

  test('is renamed without a schema, and looked up by its name', async () => {
    expect(
      await renamed('{{na█me}} {{lookup this "name"}} {{#each list}}{{../name}}{{name}}{{/each}}'),
    ).toEqual({
      'test.prompt': '{{new}} {{lookup this "new"}} {{#each list}}{{../new}}{{name}}{{/each}}',
    });
  });

  test('below another one is renamed where it is declared, in every value and behind every name of the other', async () => {
    const text = (name: string) =>
      [
        '---',
        `input:\n  schema:\n    items(array): { ${name}: string, other: string }\n    title: string`,
        `  default: { items: [ { ${name}: a }, { ${name}: b, other: c } ], title: t }`,
        '---',
        `{{title}}{{#each items as |item|}}{{${name}}}{{this.${name}}}{{item.${name}}}{{../title}}{{/each}}{{items.0.${name}}}`,
      ].join('\n');
    expect(await renamed(text('title').replace('item.ti', 'item.ti█'))).toEqual({
      'test.prompt': text('new').replaceAll('title: t', 'title: t'),
    });
  });
});

describe('a block parameter', () => {
  test('is renamed in its block alone', async () => {
    const text = (name: string) =>
      `{{#each a as |${name} i|}}{{${name}}} {{${name}.x}} {{#if ${name}.y}}{{i}}{{/if}}{{/each}} {{item}}{{#each b as |item|}}{{item}}{{/each}}`;
    const marked = text('item').replace('|item i|', '|it█em i|');
    expect(await renamed(marked)).toEqual({ 'test.prompt': text('new') });
  });
});

describe('a partial', () => {
  const users = (name: string) => ({
    'a.prompt': `{{> ${name}}} {{>${name} x=1}}{{#> ${name}}}b{{/${name}}}`,
    'mail/b.prompt': `{{> mail/deep}} {{~> "${name}" ~}}`,
    'mail/_deep.prompt': '',
    [`_${name}.prompt`]: 'Hi',
    [`_${name}.tests.yaml`]: '[]',
  });

  test('is renamed with its file, its suite and every include', async () => {
    const options = { files: users('greet') };
    expect(await renamed('{{> gr█eet}}', 'hello', options)).toEqual({
      'test.prompt': '{{> hello}}',
      ...users('hello'),
    });
  });

  test('keeps its path where it is included by one', async () => {
    const options = { files: { 'mail/_greet.prompt': 'x' } };
    expect(await renamed('{{> mail/gr█eet}}{{> greet}}', 'hello', options)).toEqual({
      'test.prompt': '{{> mail/hello}}{{> hello}}',
      'mail/_hello.prompt': 'x',
    });
  });

  test('does not take another’s includes away: they are written with a path', async () => {
    const files = {
      'mail/_old.prompt': 'OLD',
      'x/_new.prompt': 'NEW',
      'mail/a.prompt': '{{> new}}{{> old}}',
    };
    expect(await renamed('{{> mail/o█ld}}', 'new', { files })).toEqual({
      'test.prompt': '{{> mail/new}}',
      'mail/_new.prompt': 'OLD',
      'x/_new.prompt': 'NEW',
      'mail/a.prompt': '{{> x/new}}{{> new}}',
    });
  });

  test('is refused when the name is taken, or hidden by a nearer one, or cannot be written', async () => {
    const files = {
      '_greet.prompt': '',
      '_taken.prompt': '',
      'mail/_near.prompt': '',
      'mail/a.prompt': '{{> greet}}',
    };
    expect(await refusalOf('{{> gr█eet}}', 'taken', { files })).toMatch(
      'another partial “taken” in this folder',
    );
    expect(await refusalOf('{{> gr█eet}}', 'near', { files })).toMatch(
      'nearer to file:///workspace/mail/a.prompt',
    );
    expect(await refusalOf('{{> gr█eet}}', 'two words', { files })).toMatch('cannot name a partial');
    expect(await refusalOf('{{> no█ne}}', 'x', { files })).toMatch('no file of this partial');
  });

  test('is refused when the editor cannot rename files', async () => {
    const { context, textDocument, position } = await open('{{> gr█eet}}', {
      files: { '_greet.prompt': '' },
    });
    context.abilities = { ...context.abilities, renameFile: false };
    await expect(rename(context, { textDocument, position, newName: 'x' })).rejects.toThrow(
      'cannot rename files',
    );
  });
});

describe('what a partial reads', () => {
  test('is renamed in the partial and in what callers give it; others give it by its new name', async () => {
    const files = {
      'a.prompt': '{{> greet name="Ada" x=1}}{{#> greet name=b}}{{/greet}}',
      'b.prompt': '{{> greet}}{{#each l as |name|}}{{> greet}}{{> greet ..}}{{> greet name}}{{/each}}',
      'c.prompt': '---\ninput: { schema: { other: string } }\n---\n{{> greet}}',
    };
    expect(await renamed('Hi {{na█me}}', 'who', { files, path: '_greet.prompt' })).toEqual({
      '_greet.prompt': 'Hi {{who}}',
      'a.prompt': '{{> greet who="Ada" x=1}}{{#> greet who=b}}{{/greet}}',
      'b.prompt':
        '{{> greet who=name}}{{#each l as |name|}}{{> greet who=this.name}}{{> greet .. who=../name}}{{> greet name who=name.name}}{{/each}}',
      'c.prompt': files['c.prompt'],
    });
  });

  test('can be renamed from a caller’s argument', async () => {
    const files = { '_greet.prompt': 'Hi {{name}}' };
    expect(await renamed('{{> greet na█me=x}}', 'who', { files })).toEqual({
      'test.prompt': '{{> greet who=x}}',
      '_greet.prompt': 'Hi {{who}}',
    });
  });

  test('it is given as an argument when the caller’s own name changes', async () => {
    const files = { '_greet.prompt': '{{> inner}}', '_inner.prompt': '{{name}}', '_none.prompt': 'x' };
    const text = '{{na█me}}{{> greet}}{{> none}}{{> greet name=name}}{{#each items}}{{> greet ..}}{{/each}}';
    expect((await renamed(text, 'who', { files }))['test.prompt']).toBe(
      '{{who}}{{> greet name=who}}{{> none}}{{> greet name=who}}{{#each items}}{{> greet .. name=../who}}{{/each}}',
    );
  });

  test('and refused where no argument can help', async () => {
    const files = {
      '_root.prompt': '{{@root.name}}',
      '_deep.prompt': '{{user.name}}',
      '_given.prompt': '{{person.name}}',
    };
    const schema = '---\ninput: { schema: { name: string, user(object): { name: string } } }\n---\n';
    expect(await refusalOf(`${schema}{{na█me}}{{> root}}`, 'new', { files })).toMatch('reads @root.name');
    expect(await refusalOf(`${schema}{{user.na█me}}{{> deep}}`, 'new', { files })).toMatch(
      '“deep” reads “user”',
    );
    expect(await refusalOf(`${schema}{{user.na█me}}{{> given person=user}}`, 'new', { files })).toMatch(
      '“given” reads “person”',
    );
    const callers = { files: { 'a.prompt': '{{> greet (lookup x y)}}' }, path: '_greet.prompt' };
    expect(await refusalOf('{{na█me}}', 'new', callers)).toMatch('computed context');
    expect(await refusalOf('{{na█me}}{{@root.name}}', 'new', { path: '_p.prompt' })).toMatch('@root.name');
  });
});

describe('a prompt', () => {
  test('is renamed in its own `name` and wherever others say that it replaces them', async () => {
    const old = (name: string) =>
      `---\nprompthub.meta: { stability: deprecated, replacedBy: ${name} }\n---\nHi`;
    const files = { 'old.prompt': old('greet'), 'byfile.prompt': old('test'), 'other.prompt': old('hello') };
    expect(await renamed('---\nname: gr█eet\n---\nHi', 'welcome', { files })).toEqual({
      'test.prompt': '---\nname: welcome\n---\nHi',
      'old.prompt': old('welcome'),
      'byfile.prompt': old('test'),
      'other.prompt': old('hello'),
    });
    const fromOld = old('te█st');
    expect(await refusalOf(fromOld, 'x', { files: { 'test.prompt': 'Hi' }, path: 'old.prompt' })).toMatch(
      'name of its file',
    );
    expect(await refusalOf('---\nname: gr█eet\n---\n', 'old', { files })).toMatch('another prompt “old”');
    expect(await refusalOf('---\nname: gr█eet\n---\n', 'a: b', { files })).toMatch('need quoting');
  });
});

describe('a name is refused', () => {
  const schema = '---\ninput: { schema: { name: string, city: string } }\n---\n';

  test.each([
    ['if', 'is a helper'],
    ['json', 'is a helper'],
    ['this', 'reserved word'],
    ['my name', 'need quoting'],
    ['1st', 'need quoting'],
    ['', 'is empty'],
    ['city', 'another “city” already'],
  ])('%s', async (newName, message) => {
    expect(await refusalOf(`${schema}{{na█me}}`, newName)).toMatch(message);
  });

  test('that a helper of the application has', async () => {
    expect(await refusalOf('---\nprompthub.requires: { helpers: [shout] }\n---\n{{na█me}}', 'shout')).toMatch(
      'is a helper',
    );
  });

  test('when another name would then mean something else', async () => {
    const items = '---\ninput: { schema: { items(array): { name: string } } }\n---\n';
    expect(await refusalOf(`${items}\n{{#each items as |item|}}{{na█me}}{{/each}}`, 'item')).toMatch(
      'something else in line 5',
    );
    expect(await refusalOf('{{#each x as |it█em|}}{{item}}{{name}}{{/each}}', 'name')).toMatch(
      'something else in line 1',
    );
    expect(
      await refusalOf('{{#each x as |it█em|}}{{#each item as |y|}}{{item}}{{/each}}{{/each}}', 'y'),
    ).toMatch('line 1');
  });

  test('when not all of its uses can be known', async () => {
    expect(await refusalOf('{{user.na█me}}{{#with user}}{{name}}{{/with}}')).toMatch(
      'not declared in input.schema',
    );
    const free =
      '---\ninput:\n  schema: { labels(object): { (*): { a: string } } }\n  default: { labels: { fo█o: { a: x } } }\n---\n';
    expect(await refusalOf(free)).toMatch('free to choose');
    const partial = '---\ninput: { schema: { user(object): { name: string } } }\n---\n{{user.na█me}}';
    expect(await refusalOf(partial, 'x', { path: '_p.prompt' })).toMatch('callers of this partial');
  });

  test('for what is no name of the prompt at all', async () => {
    expect(await refusalOf('{{#i█f x}}{{/if}}')).toMatch('is a helper');
    expect(await refusalOf('{{#each x}}{{@ind█ex}}{{/each}}')).toMatch('part of the template language');
    expect(await refusalOf('---\ninput: { schema: Cust█omer }\n---\n')).toMatch(
      'in the code of the application',
    );
    expect(await refusalOf('- dataset: da█ta.csv\n', 'x', { path: 'a.tests.yaml' })).toMatch(
      'Rename the file itself',
    );
  });
});

describe('before renaming', () => {
  const prepared = async (marked: string, options?: OpenOptions) => {
    const { context, document, textDocument, position } = await open(marked, options);
    const result = await prepareRename(context, { textDocument, position });
    if (result === null || !('placeholder' in result)) return result;
    const { start, end } = result.range;
    const text = document.text.slice(document.lines.offsetAt(start), document.lines.offsetAt(end));
    return [text, result.placeholder];
  };

  test.each([
    ['{{user.na█me}}', '---\ninput: { schema: { user(object): { name: string } } }\n---\n', 'name'],
    ['{{#each x as |it█em|}}{{/each}}', '', 'item'],
    ['{{> "gr█eet"}}', '', 'greet'],
    ['{{#> greet}}{{/gre█et}}', '', 'greet'],
  ])('%s offers its own name alone', async (body, head, expected) => {
    expect(await prepared(head + body, { files: { '_greet.prompt': '' } })).toEqual([expected, expected]);
  });

  test('plain text offers nothing, and what cannot be renamed says why', async () => {
    expect(await prepared('te█xt')).toBeNull();
    await expect(prepared('{{js█on x}}')).rejects.toThrow('is a helper');
    await expect(prepared('{{> no█ne}}')).rejects.toThrow('no file of this partial');
  });
});

test('edits name the version that they were made for, and files that are not open have none', async () => {
  const { context, textDocument, position, uri } = await open('{{na█me}}', {
    files: { 'test.tests.yaml': '- vars: { name: x }\n' },
  });
  const edit = await rename(context, { textDocument, position, newName: 'new' });
  expect(edit?.documentChanges?.map((change) => 'textDocument' in change && change.textDocument)).toEqual([
    { uri, version: 1 },
    { uri: 'file:///workspace/test.tests.yaml', version: null },
  ]);
  context.abilities = { ...context.abilities, documentChanges: false };
  const plain = await rename(context, { textDocument, position, newName: 'new' });
  expect(Object.keys(plain?.changes ?? {})).toEqual([uri, 'file:///workspace/test.tests.yaml']);
});
