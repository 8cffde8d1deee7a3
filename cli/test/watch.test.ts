import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Folder } from './workspace';

let server: Server;
let asked: string[] = [];
let folder: Folder;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    void json(request).then((body) => {
      const { messages } = body as { messages: { content: string }[] };
      asked.push(String(messages.at(-1)?.content));
      const choices = [{ delta: { content: 'Hi' }, finish_reason: 'stop' }];
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`data: ${JSON.stringify({ choices })}\n\ndata: [DONE]\n\n`);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  folder = new Folder().write({
    'prompthub.yaml': `endpoints: { stub: { kind: openai-compatible, baseUrl: "http://127.0.0.1:${port}/v1" } }\n`,
    'a.prompt': '---\nmodel: stub/one\nprompthub.tests: [{ description: a }]\n---\nA\n',
    'b.prompt': '---\nmodel: stub/one\n---\nB {{n}}\n',
    'b.tests.yaml': '- { description: b, dataset: b.csv }\n',
    'b.csv': 'n\n1\n',
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  folder.remove();
});

it('runs again the tests of what is saved, asks only what is new, and ends with Ctrl-C', async () => {
  const saves = [
    () => folder.write({ 'a.prompt': folder.read('a.prompt').replace('A\n', 'A2\n') }),
    () => folder.write({ 'b.csv': 'n\n1\n2\n' }),
    () => folder.write({ 'prompthub.yaml': 'endpoints: [\n' }),
  ];
  let end = (): void => undefined;
  let waits = 0;
  const { code, stderr } = await folder.run(['test', '.', '--watch', '--output', 'r.json'], {
    env: { CI: '' },
    onStart: (child) => (end = () => child.kill('SIGINT')),
    onStderr: (text) => {
      for (const seen = text.split('Waiting for changes').length - 1; waits < seen; waits++)
        (saves[waits] ?? end)();
    },
  });
  expect(asked.slice(0, 2).toSorted()).toEqual(['A', 'B 1']);
  expect(asked.slice(2)).toEqual(['A2', 'B 2']);
  expect([code, stderr.match(/\d+ passed/g)]).toEqual([0, ['2 passed', '1 passed', '3 passed']]);
  expect(stderr).toMatch(/Changed: prompthub\.yaml\n.*prompthub\.yaml/);
});
