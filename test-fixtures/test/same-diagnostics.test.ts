import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readCorpus } from '../src/index';
import { reportedByCli } from './reported-by-cli';
import { reportedByHub } from './reported-by-hub';
import { reportedByLanguageServer } from './reported-by-language-server';
import { lines } from './reported';
import { workspaceFiles } from './workspace-files';

const { absence } = readCorpus();
if (absence !== undefined) console.info(`without real prompts: ${absence}`);

const files = workspaceFiles();
const folder = mkdtempSync(join(tmpdir(), 'prompthub-same-'));

jest.setTimeout(180_000);
beforeAll(() => {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the editor, the command line and the hub report the same for the same files', async () => {
  const byCli = lines(await reportedByCli(folder));
  const { ofClosed, ofOpen } = await reportedByLanguageServer(folder, files);
  expect(lines(ofClosed)).toEqual(byCli);
  expect(lines(ofOpen)).toEqual(byCli);
  expect(lines(await reportedByHub(files))).toEqual(byCli);

  const codes = new Set(byCli.map((line) => /\d (?:error|warning|info|hint) (\S+)/.exec(line)?.[1]));
  const expected = ['file-too-large', 'binary-file', 'invalid-encoding', 'invalid-test', 'unknown-assertion'];
  expected.push('partial-cycle', 'deprecated-partial', 'token-budget', 'missing-tool', 'unused-suppression');
  expected.push('missing-input', 'unknown-input', 'assertion-value', 'invalid-setting');
  expect([...codes]).toEqual(expect.arrayContaining([...expected, 'missing-partial', 'partial-frontmatter']));
});
