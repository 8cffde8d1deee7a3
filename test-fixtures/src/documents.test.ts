import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const filesIn = (folder: string, end: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => join(folder, file));

const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'protocol/PROTOCOL.md'],
  ...['extension/README.md', 'examples/support-desk/README.md', 'grammars/README.md'],
  ...filesIn('docs', '.md'),
];

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    const missing = links.filter((link) => !existsSync(resolve(ROOT, dirname(document), link)));
    expect(missing).toEqual([]);
  });

  test('names scripts of npm that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run (?!-)([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test('names commands of the command line that exist', () => {
    const commands = filesIn('cli/src/commands', '.ts').map((file) => file.replace(/^.*[\\/]|\.ts$/g, ''));
    const named = [...text.matchAll(/(?:^|`)prompthub ([a-z]+(?:-[a-z]+)*)/gm)].map(([, name = '']) => name);
    expect(named.filter((name) => !commands.includes(name))).toEqual([]);
  });
});

test('the README lists every variable and flag of the hub', () => {
  const settings = read('backend/src/config/settings.ts');
  const sources = /const SOURCES[^{]*\{([^}]*)\}/.exec(settings)?.[1] ?? '';
  const named = [...sources.matchAll(/\['(\w+)'(?:, '([\w-]+)')?\]/g)].flatMap(([, variable, flag]) => [
    `\`${variable}\``,
    ...(flag === undefined ? [] : [`\`--${flag}\``]),
  ]);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !read('README.md').includes(name))).toEqual([]);
});

test('PROTOCOL.md lists every code of a problem that the hub answers', () => {
  const codes = filesIn('backend/src', '.ts').flatMap((file) =>
    [...read(file).matchAll(/new ProblemError\(\s*\w+,\s*'([a-z-]+)'/g)].map(([, code = '']) => code),
  );
  const text = read('protocol/PROTOCOL.md');
  expect(codes.length).toBeGreaterThan(30);
  expect([...new Set(codes)].filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});

test('PROTOCOL.md lists every request of ours between editor and language server', () => {
  const methods = read('protocol/src/lsp.ts').match(/'prompthub\/\w+'/g) ?? [];
  expect(methods.length).toBeGreaterThan(5);
  const text = read('protocol/PROTOCOL.md');
  expect(methods.filter((method) => !text.includes(`\`${method.slice(1, -1)}\``))).toEqual([]);
});

test('every decision is in the index', () => {
  const index = read('docs/decisions/README.md');
  const records = readdirSync(join(ROOT, 'docs/decisions')).filter((file) => /^\d/.test(file));
  expect(records.filter((file) => !index.includes(`(${file})`))).toEqual([]);
});
