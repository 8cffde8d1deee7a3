import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLink, parseLinkFile } from './link';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'prompthub-link-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('finds the nearest prompthub.yaml above a folder', async () => {
  await mkdir(join(root, 'prompts/deep'), { recursive: true });
  await writeFile(join(root, 'prompthub.yaml'), 'project: acme/desk\nfolder: prompts\n');
  const link = await findLink(join(root, 'prompts/deep'));
  expect(link).toMatchObject({
    root,
    folder: join(root, 'prompts'),
    settings: { project: 'acme/desk', branch: 'main' },
  });
});

it('is undefined where there is none', async () => {
  expect(await findLink(root)).toBeUndefined();
});

it.each([
  ['hub: http://x\nproject: Acme\n', 'f:2:10: project: must be organization/project'],
  ['hub: http://x\nprojct: a/b\n', 'f:2:1: unknown key “projct”.'],
  ['hub: ftp://x\n', 'f:1:6: hub: Invalid URL'],
  [
    'endpoints:\n  local: { kind: openai-compatible, baseUrl: nope }\n',
    'f:2:46: endpoints.local.baseUrl: Invalid URL',
  ],
  [
    'endpoints:\n  local: { baseUrl: "http://x", apiKey: s3cret }\n',
    'f:2:33: unknown key “endpoints.local.apiKey”.',
  ],
  ['- a\n', 'f:1:1: '],
  ['hub: [a\n', 'f:2:1: '],
])('says exactly where %j is wrong', (text, message) => {
  expect(() => parseLinkFile(text, 'f')).toThrow(message);
});

it('an empty file is a link to nothing yet', () => {
  expect(parseLinkFile('', 'f')).toEqual({ folder: '.', branch: 'main', endpoints: {} });
});

it.each([1000, 5000, 20_000])('says that %d nested lists are too many', (depth) => {
  const text = `hub: ${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(() => parseLinkFile(text, 'f')).toThrow(/^f:1:\d+: /);
  expect(() => parseLinkFile(text, 'f')).not.toThrow(/call stack/);
});

it('does not expand a YAML bomb', () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) =>
      `k${i}: &a${i} [${
        i === 0
          ? 'x'
          : Array(10)
              .fill(`*a${i - 1}`)
              .join(', ')
      }]`,
  );
  expect(() => parseLinkFile(levels.join('\n'), 'f')).toThrow(/^f:1:1: .*alias/);
});

it.each(['../elsewhere', '/etc', 'out'])('refuses a folder that leads out: %s', async (folder) => {
  await symlink(tmpdir(), join(root, 'out'));
  await writeFile(join(root, 'prompthub.yaml'), `folder: ${folder}\n`);
  await expect(findLink(root)).rejects.toThrow(/leads out of/);
});

it.each([
  ['judge: openai/gpt-5-mini', { model: 'openai/gpt-5-mini' }],
  ['judge: { embeddings: local/e5 }', { embeddings: 'local/e5' }],
])('names who judges tests: %s', (text, judge) => {
  expect(parseLinkFile(text, 'f').judge).toEqual(judge);
});
