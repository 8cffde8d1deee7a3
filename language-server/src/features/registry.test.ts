import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LspMethod } from '@prompthub/protocol';
import { features } from './registry';

const ROOT = join(__dirname, '../../..');
const section = /### Every method of the language server\n([\s\S]*?)\n## /.exec(
  readFileSync(join(ROOT, 'README.md'), 'utf8'),
)?.[1];
const rows = [...(section ?? '').matchAll(/^\| `([^`]+)` \| .+ \| \[[\w-]+\]\(([^)]+)\) \|$/gm)].map(
  ([, method = '', file = '']) => ({ method, file }),
);

/** Served in `server.ts`, not in the registry. */
const others = [
  'textDocument/publishDiagnostics',
  'workspace/didChangeConfiguration',
  'workspace/didChangeWatchedFiles',
  'workspace/didChangeWorkspaceFolders',
  'workspace/didRenameFiles',
  ...[LspMethod.run, LspMethod.test, LspMethod.listTests, LspMethod.preview, LspMethod.selectTest],
  ...[LspMethod.listModels, LspMethod.compareTexts, LspMethod.coverage, LspMethod.estimateTests],
  ...[LspMethod.testMatrix],
];

test('the README has a row for every method that is served, and for no other', () => {
  const served = [...features.map(({ method }) => method), ...others];
  expect(rows.map(({ method }) => method).sort()).toEqual(served.sort());
});

test.each(rows)('$method is shown by $file', ({ file }) => {
  expect(file).toMatch(/^language-server\/src\/.*\.test\.ts$/);
  expect(existsSync(join(ROOT, file))).toBe(true);
});

test('what the README says is not served is not', () => {
  const absent = /Prompts have nothing like ([\s\S]*?); these are not served/.exec(section ?? '')?.[1] ?? '';
  const methods = [...absent.matchAll(/`([^`]+)`/g)].map(([, method]) => method);
  expect(methods.length).toBeGreaterThan(2);
  expect(features.map(({ method }) => method).filter((method) => methods.includes(method))).toEqual([]);
});
