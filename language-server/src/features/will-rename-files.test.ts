import { applyEdit } from '../testing/apply-edit';
import { open } from '../testing/context';
import { willRenameFiles } from './will-rename-files';

/** The files after a client has moved some: what we answer is applied, then the moves that it was going to make. */
async function moved(files: Record<string, string>, moves: Record<string, string>) {
  const told: string[] = [];
  const context = { client: { showMessage: (_kind: string, text: string) => void told.push(text) } };
  const opened = await open('', { files, path: 'open.prompt', context });
  const uri = (path: string) => `file:///workspace/${path}`;
  const edit = await willRenameFiles(opened.context, {
    files: Object.entries(moves).map(([from, to]) => ({ oldUri: uri(from), newUri: uri(to) })),
  });
  const after = new Map<string, string>();
  for (const [path, text] of Object.entries(applyEdit(files, edit))) {
    const [from, to] = Object.entries(moves).find(([each]) => `${path}/`.startsWith(`${each}/`)) ?? ['', ''];
    after.set(from ? to + path.slice(from.length) : path, text);
  }
  return { files: Object.fromEntries(after), told, isEmpty: edit === null };
}

test('includes follow a partial that gets another name', async () => {
  const { files } = await moved(
    { '_old.prompt': '{{> old}}', 'a.prompt': '{{> old}} {{#> old}}{{/old}}', 'b.prompt': '{{> "old" x=1}}' },
    { '_old.prompt': '_new.prompt' },
  );
  expect(files).toEqual({
    '_new.prompt': '{{> new}}',
    'a.prompt': '{{> new}} {{#> new}}{{/new}}',
    'b.prompt': '{{> "new" x=1}}',
  });
});

test('a name that has to be quoted is', async () => {
  const { files } = await moved(
    { '_old.prompt': '', 'a.prompt': '{{> old}}' },
    { '_old.prompt': '_two words.prompt' },
  );
  expect(files['a.prompt']).toBe('{{> "two words"}}');
});

test('includes by path follow a partial into another folder, those by name stay', async () => {
  const { files } = await moved(
    { 'mail/_p.prompt': 'x', 'a.prompt': '{{> mail/p}}{{> p}}' },
    { 'mail/_p.prompt': 'letters/_p.prompt' },
  );
  expect(files['a.prompt']).toBe('{{> letters/p}}{{> p}}');
});

test('a prompt that moves goes on including what it included', async () => {
  const { files } = await moved(
    { 'a/_p.prompt': 'A', 'b/_p.prompt': 'B', 'b/x.prompt': '{{> p}}', 'b/y.prompt': '{{> p}}' },
    { 'b/x.prompt': 'a/x.prompt' },
  );
  expect([files['a/x.prompt'], files['b/y.prompt']]).toEqual(['{{> b/p}}', '{{> p}}']);
});

test('a partial that comes nearer takes nobody’s include away', async () => {
  const { files } = await moved(
    { 'x/_p.prompt': 'X', 'a/_q.prompt': 'Q', 'a/u.prompt': '{{> p}}{{> q}}' },
    { 'a/_q.prompt': 'a/_p.prompt' },
  );
  expect(files['a/u.prompt']).toBe('{{> x/p}}{{> p}}');
});

test('a folder takes all that lies in it along', async () => {
  const { files } = await moved(
    {
      'mail/_p.prompt': '',
      'mail/x.prompt': '{{> p}}{{> mail/p}}',
      'mail/x.tests.yaml': '[]',
      'a.prompt': '{{> mail/p}}',
    },
    { mail: 'letters' },
  );
  expect(files).toEqual({
    'letters/_p.prompt': '',
    'letters/x.prompt': '{{> p}}{{> letters/p}}',
    'letters/x.tests.yaml': '[]',
    'a.prompt': '{{> letters/p}}',
  });
});

test('a suite moves with its prompt, and its data stays where it is', async () => {
  const suite = (path: string) => `- dataset: ${path}\n- dataset: "${path}"\n`;
  const before = { 'x.prompt': '', 'x.tests.yaml': suite('data/x.csv') };
  const { files } = await moved(before, { 'x.prompt': 'deep/y.prompt' });
  expect(files).toEqual({ 'deep/y.prompt': '', 'deep/y.tests.yaml': suite('../data/x.csv') });
  const back = await moved(files, { 'deep/y.prompt': 'x.prompt' });
  expect(back.files).toEqual(before);
});

test('`replacedBy` follows the name of a file or a path, but not a prompt’s own name', async () => {
  const old = (by: string) => `---\nprompthub.meta: { replacedBy: ${by} }\n---\n`;
  const { files } = await moved(
    {
      'mail/new.prompt': '',
      'mail/named.prompt': '---\nname: greet\n---\n',
      'a.prompt': old('new'),
      'b.prompt': old('mail/new.prompt'),
      'c.prompt': old('greet'),
      'd.prompt': old('mail/named'),
    },
    { 'mail/new.prompt': 'x/newer.prompt', 'mail/named.prompt': 'x/named2.prompt' },
  );
  expect(files).toMatchObject({
    'a.prompt': old('newer'),
    'b.prompt': old('x/newer.prompt'),
    'c.prompt': old('greet'),
    'd.prompt': old('x/named2'),
  });
});

test('what cannot be named any more is told', async () => {
  const { files, told } = await moved(
    { '_p.prompt': '', 'a.prompt': '{{> p}}' },
    { '_p.prompt': 'plain.prompt' },
  );
  expect(files['a.prompt']).toBe('{{> p}}');
  expect(told).toEqual([expect.stringContaining('a.prompt can no longer name a partial')]);
});

test('where nothing has to follow, nothing is answered', async () => {
  expect(
    (await moved({ 'a.prompt': '', '_p.prompt': '' }, { 'a.prompt': 'b.prompt', 'x.txt': 'y.txt' })).isEmpty,
  ).toBe(true);
});
