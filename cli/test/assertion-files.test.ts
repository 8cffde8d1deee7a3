import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Folder } from './workspace';

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({
    'prompthub.yaml': 'project: acme/desk\n',
    'mail/greet.prompt': '---\nmodel: echo/echo\n---\nHello Ada\n',
    'mail/checks.ts': 'export const polite = (output: string): boolean => output.startsWith("Hello");\n',
    'mail/checks.py':
      'def get_assert(output, context):\n  return {"pass": output == "Hello Ada", "score": 1}\n',
    'wanted/greeting.txt': 'Hello Ada\n',
  });
});
afterEach(() => folder.remove());

const withAssertion = (assertion: string): Folder =>
  folder.write({ 'mail/greet.tests.yaml': `- assert: [ ${assertion} ]\n` });

it.each([
  '{ type: javascript, value: "file://checks.ts:polite" }',
  '{ type: equals, value: "file://../wanted/greeting.txt" }',
])('%s is read beside the test, and found in order by a check', async (assertion) => {
  withAssertion(assertion);
  expect(await folder.run(['check', '.', '--fail-on', 'hint'])).toMatchObject({ code: 0 });
  expect(await folder.run(['test', 'mail'])).toMatchObject({ code: 0 });
});

const withPython = spawnSync('python3', ['--version']).status === 0 ? it : it.skip;
withPython('Python decides (needs python3)', async () => {
  expect(
    await withAssertion('{ type: python, value: "file://checks.py" }').run(['test', 'mail']),
  ).toMatchObject({ code: 0 });
  const { code, stdout } = await withAssertion('{ type: python, value: "1 / 0" }').run(['test', 'mail']);
  expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('ZeroDivisionError') });
});

it('a file outside of the project is not read', async () => {
  const { stdout } = await withAssertion('{ type: contains, value: "file://../../out.txt" }').run([
    'test',
    'mail',
  ]);
  expect(stdout).toContain('../../out.txt: it does not lie in the project, so it was not read.');
});

it('a webhook gets the answer when its host is allowed', async () => {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    request.resume();
    response.end('{"pass":true,"reason":"fine"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    withAssertion(`{ type: webhook, value: "http://${host}/check" }`);
    const refused = await folder.run(['test', 'mail']);
    expect(refused.stdout).toContain(`--allow-host ${host}`);
    expect(asked).toEqual([]);
    expect(await folder.run(['test', 'mail', '--allow-host', host])).toMatchObject({ code: 0 });
    expect(asked).toEqual(['/check']);
  } finally {
    server.close();
  }
});
