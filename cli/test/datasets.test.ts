import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Folder } from './workspace';

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({
    'prompthub.yaml': 'project: acme/desk\n',
    'mail/greet.prompt':
      '---\nmodel: echo/echo\ninput: { schema: { name: string, greeting: string } }\n---\n{{greeting}} {{name}}\n',
  });
});
afterEach(() => folder.remove());

const suite = (dataset: string) => ({
  'mail/greet.tests.yaml':
    `- description: greets\n  vars: { greeting: Hello }\n  dataset: ${JSON.stringify(dataset)}\n` +
    `  assert: [ { type: starts-with, value: "Hello " }, { type: not-contains, value: Eve } ]\n`,
});

it.each([
  ['people.csv', '\uFEFFname\r\nAda\r\n"Eve, Mallory"\r\n', [2, 3]],
  ['people.jsonl', '{"name":"Ada"}\n\n{"name":"Eve"}\n', [1, 3]],
  ['people.yaml', '- name: Ada\n- name: Eve\n', [1, 2]],
])('a suite runs for each row of %s, and each failing row is named', async (name, text, lines) => {
  folder.write({ ...suite(`../data/${name}`), [`data/${name}`]: text });
  expect(await folder.run(['check', '.', '--fail-on', 'hint'])).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await folder.run(['test', 'mail']);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: expect.stringMatching(
      new RegExp(`✓ greets \\(${name}:${lines[0]}\\)\n.*✗ greets \\(${name}:${lines[1]}\\)\n.*not-contains`),
    ),
    stderr: expect.stringContaining('1 passed, 1 failed, 0 errored'),
  });
});

it('a row that cannot be read is named with its file and line, and the others run', async () => {
  folder.write({ ...suite('people.csv'), 'mail/people.csv': 'name\nAda\nBob,x\n' });
  const { code, stdout } = await folder.run(['test', '.']);
  expect([code, stdout]).toEqual([1, expect.stringContaining('people.csv:3: the row has 2 values')]);
  expect(stdout).toContain('✓ greets (people.csv:2)');
});

describe('what is no file of the project is not read', () => {
  let outside: string;
  beforeEach(() => {
    outside = mkdtempSync(join(tmpdir(), 'prompthub-outside-'));
    writeFileSync(join(outside, 'secret.csv'), 'name\nsecret\n');
    symlinkSync(join(outside, 'secret.csv'), join(folder.path, 'mail', 'link.csv'));
    symlinkSync(outside, join(folder.path, 'linked'));
  });
  afterEach(() => rmSync(outside, { recursive: true }));

  it.each([
    ['../../secret.csv', 'does not lie in the project'],
    ['/etc/passwd.csv', 'does not lie in the project'],
    ['C:/secret.csv', 'does not lie in the project'],
    ['a/../../../secret.csv', 'does not lie in the project'],
    ['link.csv', 'does not lie in the project'],
    ['../linked/secret.csv', 'does not lie in the project'],
    ['a\0.csv', 'does not lie in the project'],
    ['gone.csv', 'there is no such file'],
    ['secret.txt', 'must name a .csv, .jsonl or .yaml file'],
  ])('%j', async (name, message) => {
    const { code, stdout } = await folder.write(suite(name)).run(['test', '.', '--json']);
    expect([code, JSON.parse(stdout).prompts[0].tests]).toEqual([
      1,
      [expect.objectContaining({ status: 'errored', error: expect.stringContaining(message) })],
    ]);
    expect(stdout).not.toContain('Hello secret');
  });
});
