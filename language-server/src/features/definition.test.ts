import { open, type OpenOptions } from '../testing/context';
import { definition } from './definition';

const prompt =
  '---\ninput:\n  schema:\n    user(object): { name: string }\n    items(array): { title: string }\n  default: { city: Rome }\n---\n';

/** `file:text` that the cursor leads to. */
async function target(marked: string, options?: OpenOptions): Promise<string | undefined> {
  const { context, document, textDocument, position } = await open(marked, options);
  const [link] = await definition(context, { textDocument, position });
  if (!link || !('targetUri' in link)) return undefined;
  const { start, end } = link.targetSelectionRange;
  const there = (await context.workspace.load(link.targetUri)) ?? document;
  const text = there.text.slice(there.lines.offsetAt(start), there.lines.offsetAt(end));
  return `${link.targetUri.replace('file:///workspace/', '')}:${text}`;
}

test.each([
  ['{{us█er}}', 'test.prompt:user'],
  ['{{user.na█me}}', 'test.prompt:name'],
  ['{{#each items as |item|}}{{item.ti█tle}}{{/each}}', 'test.prompt:title'],
  ['{{#each items as |item|}}{{it█em.title}}{{/each}}', 'test.prompt:item'],
  ['{{#with user}}{{@root.it█ems}}{{/with}}', 'test.prompt:items'],
  ['{{ci█ty}}', 'test.prompt:city'],
  ['{{unkn█own}}', undefined],
  ['te█xt', undefined],
])('%s leads to %s', async (body, expected) => {
  expect(await target(prompt + body)).toBe(expected);
});

test('a partial leads to its file, the nearest of that name', async () => {
  const files = { '_sign.prompt': 'far', 'mail/_sign.prompt': 'near' };
  expect(await target('{{> si█gn}}', { files, path: 'mail/reply.prompt' })).toBe('mail/_sign.prompt:');
  expect(await target('{{> si█gn}}', { files })).toBe('_sign.prompt:');
});

test('a value of a test leads to its variable', async () => {
  const source =
    '---\ninput: { schema: { city: string } }\nprompthub.tests:\n  - vars: { ci█ty: Rome }\n---\n';
  expect(await target(source)).toBe('test.prompt:city');
});

test.each([
  ['{{#> gr█eet}}{{/greet}}', '_greet.prompt:'],
  ['{{#> greet}}{{/gr█eet}}', '_greet.prompt:'],
  ['{{> greet na█me=x}}', '_greet.prompt:name'],
  ['{{lookup user "na█me"}}', 'test.prompt:name'],
  ['{{#with user as |o█wner|}}{{/with}}', 'test.prompt:owner'],
  ['{{> none na█me=x}}', undefined],
])('%s leads to %s as well', async (body, expected) => {
  const files = { '_greet.prompt': '---\ninput: { schema: { name: string } }\n---\nHi' };
  expect(await target(prompt + body, { files })).toBe(expected);
});

test('the values of a suite lead to their variables, its data to their file', async () => {
  const files = { 'a.prompt': prompt, 'data/x.csv': '' };
  const suite = (yaml: string) => target(yaml, { files, path: 'a.tests.yaml' });
  expect(await suite('- vars: { us█er: { name: x } }')).toBe('a.prompt:user');
  expect(await suite('- vars: { user: { na█me: x } }')).toBe('a.prompt:name');
  expect(await suite('- vars: { items: [ { title: x }, { ti█tle: y } ] }')).toBe('a.prompt:title');
  expect(await suite('- assert: [ { type: equals, value: "{{user.na█me}}" } ]')).toBe('a.prompt:name');
  expect(await suite('tests:\n  - dataset: data/x█.csv')).toBe('data/x.csv:');
});

test('what replaces a prompt leads to it: by path, by `name`, by the name of its file', async () => {
  const named = '---\nname: welcome\n---\n';
  const files = { 'mail/greet.prompt': named, 'welcome2.prompt': '', 'greet.formal.prompt': '' };
  const replacedBy = (name: string) =>
    target(`---\nprompthub.meta: { replacedBy: █${name} }\n---\n`, { files });
  expect(await replacedBy('mail/greet')).toBe('mail/greet.prompt:');
  expect(await replacedBy('welcome')).toBe('mail/greet.prompt:');
  expect(await replacedBy('greet.formal')).toBe('greet.formal.prompt:');
  expect(await replacedBy('greet')).toBe('mail/greet.prompt:');
  expect(await replacedBy('nobody')).toBeUndefined();
});

describe('what the application registers', () => {
  const files = {
    'src/dist/old.js': "ai.defineHelper('shout', f)",
    'src/helpers.ts':
      "// defineHelper('other')\nai.defineHelper<X>(\n  'shout', (s: string) => s);\nHandlebars.registerHelper(`count`, f);",
    'src/schemas.ts': "export const s = ai.defineSchema('Customer', z.object({}));",
    'schemas/Order.schema.json': '{}',
    'node_modules/x/index.js': "defineHelper('hidden', f)",
    'types.d.ts': "defineHelper('typed', f)",
  };

  test.each([
    ['{{sh█out x}}', 'src/helpers.ts:shout'],
    ['{{#co█unt x}}{{/count}}', 'src/helpers.ts:count'],
    ['{{hid█den x}}', undefined],
    ['{{ty█ped x}}', undefined],
    ['---\ninput: { schema: { c: Cu█stomer } }\n---\n', 'src/schemas.ts:Customer'],
    ['---\noutput:\n  schema: "Or█der, what was ordered"\n---\n', 'schemas/Order.schema.json:'],
    ['---\ninput: { schema: { c: st█ring } }\n---\n', undefined],
  ])('%s leads to %s', async (text, expected) => {
    expect(await target(text, { files })).toBe(expected);
  });

  test('is found where it stands now, not where it stood when it was first asked for', async () => {
    const { context, textDocument, position, fileSystem } = await open('{{sh█out x}}', { files });
    const ask = async () => {
      const [link] = await definition(context, { textDocument, position });
      return link && 'targetUri' in link ? [link.targetUri, link.targetSelectionRange.start.line] : link;
    };
    expect(await ask()).toEqual(['file:///workspace/src/helpers.ts', 2]);
    fileSystem.write('file:///workspace/src/helpers.ts', "defineHelper('shout', f)");
    expect(await ask()).toEqual(['file:///workspace/src/helpers.ts', 0]);
    fileSystem.write('file:///workspace/src/helpers.ts', '');
    fileSystem.remove('file:///workspace/src/dist/old.js');
    fileSystem.write('file:///workspace/src/new.ts', "\n\n\ndefineHelper('shout', f)");
    expect(await ask()).toEqual(['file:///workspace/src/new.ts', 3]);
  });
});

test('a client that knows no links gets places', async () => {
  const { context, textDocument, position } = await open(`${prompt}{{ci█ty}}`);
  context.abilities = { ...context.abilities, definitionLinks: false };
  expect(await definition(context, { textDocument, position })).toEqual([
    { uri: textDocument.uri, range: { start: { line: 5, character: 13 }, end: { line: 5, character: 17 } } },
  ]);
});
