import { open } from '../testing/context';
import { selectionRanges } from './selection-ranges';

/** What the selection grows to from the cursor, the first three lines of it shortened. */
async function grown(marked: string, path = 'test.prompt'): Promise<string[]> {
  const { context, document, textDocument, position } = await open(marked, { path });
  const [first] = selectionRanges(context, { textDocument, positions: [position] }) ?? [];
  const found: string[] = [];
  for (let range = first; range; range = range.parent) {
    const { start, end } = range.range;
    found.push(document.text.slice(document.lines.offsetAt(start), document.lines.offsetAt(end)));
  }
  return found;
}

test('in the template: name, path, tag, body, branch, block, message, text', async () => {
  const block = '{{#if a}}x {{json user.name indent=2}} y{{else}}z{{/if}}';
  const text = `{{role "system"}}s{{role "user"}}${block} end`;
  expect(await grown(text.replace('user.name', 'user.na█me'))).toEqual([
    'name',
    'user.name',
    '{{json user.name indent=2}}',
    'x {{json user.name indent=2}} y',
    '{{#if a}}x {{json user.name indent=2}} y',
    block,
    `${block} end`,
    `{{role "user"}}${block} end`,
    text,
  ]);
});

test('in an argument: key, pair, arguments, tag', async () => {
  expect(await grown('{{> a k█ey="v" other=1}} x')).toEqual([
    'key',
    'key="v"',
    'key="v" other=1',
    '{{> a key="v" other=1}}',
    '{{> a key="v" other=1}} x',
  ]);
  expect((await grown('{{json x key="va█lue"}}')).slice(0, 3)).toEqual(['value', '"value"', 'key="value"']);
});

test('in the frontmatter: value, pair, map, pair …', async () => {
  const yaml = 'input:\n  schema:\n    name: str█ing\n    city: string';
  const text = `---\n${yaml}\n---\nHi`;
  const clean = yaml.replace('█', '');
  expect(await grown(text)).toEqual([
    'string',
    'name: string',
    'name: string\n    city: string',
    'schema:\n    name: string\n    city: string',
    clean,
    `---\n${clean}\n---`,
    `---\n${clean}\n---\nHi`,
  ]);
});

test('in a suite: down to one value of one test', async () => {
  const text = '- vars: { a: 1, b: tw█o }\n- vars: { a: 3 }';
  expect(await grown(text, 'a.tests.yaml')).toEqual([
    'two',
    'b: two',
    '{ a: 1, b: two }',
    'vars: { a: 1, b: two }',
    '- vars: { a: 1, b: two }\n- vars: { a: 3 }',
  ]);
});
