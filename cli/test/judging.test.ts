import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Folder } from './workspace';

let folder: Folder;
let server: Server;
let asked: string[];

/** Judges by the criterion, chooses what it reads first, and makes vectors of the texts' lengths. */
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    void json(request).then((body) => {
      const { model, input = [], messages } = body as { model: string; input?: string[]; messages: unknown };
      asked.push(`${model} ${request.url}`);
      if (request.url?.endsWith('/embeddings')) {
        const data = input.map((text, index) => ({ index, embedding: [text.length, 1] }));
        return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
      }
      const text = JSON.stringify(messages);
      const verdict = text.includes('output A')
        ? { reason: 'first', best: 'A' }
        : { reason: 'I looked.', pass: text.includes('polite'), score: 0.5 };
      const choices = [{ index: 0, delta: { content: JSON.stringify(verdict) }, finish_reason: 'stop' }];
      return response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`data: ${JSON.stringify({ choices })}\n\ndata: [DONE]\n\n`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  folder = new Folder().write({
    'prompthub.yaml': `endpoints: { local: { baseUrl: "http://127.0.0.1:${port}/v1" } }\n`,
    'greet.prompt': '---\nmodel: echo/echo\ninput: { schema: { name: string } }\n---\nHello {{name}}\n',
    'greet.short.prompt': '---\nmodel: echo/echo\ninput: { schema: { name: string } }\n---\nHi {{name}}\n',
  });
});
afterEach(() => {
  folder.remove();
  server.close();
});

const suite = (assert: string) => ({
  'greet.tests.yaml': `- description: greets\n  vars: { name: Ada }\n  assert: [${assert}]\n`,
});

it('no judge is asked that is not named, and the message says how to name one', async () => {
  folder.write(suite('{ type: llm-rubric, value: Is polite }'));
  const { code, stdout } = await folder.run(['test', 'greet.prompt']);
  expect([code, stdout]).toEqual([1, expect.stringContaining('--judge provider/model')]);
  expect(asked).toEqual([]);
});

it('the flag names the judge, and so does prompthub.yaml', async () => {
  folder.write(suite('{ type: llm-rubric, value: Is polite }, { type: similar, value: "Ada, hello!" }'));
  const flags = ['--judge', 'local/flagged', '--embeddings', 'local/vectors'];
  expect(await folder.run(['test', 'greet.prompt', ...flags])).toMatchObject({ code: 0 });
  expect(asked).toEqual(['flagged /v1/chat/completions', 'vectors /v1/embeddings']);
  folder.write({
    'prompthub.yaml': `${folder.read('prompthub.yaml')}judge: { model: local/own, embeddings: echo }\n`,
  });
  expect(await folder.run(['test', 'greet.prompt'])).toMatchObject({ code: 0 });
  expect(asked.slice(2)).toEqual(['own /v1/chat/completions']);
});

it('a judge that finds fault fails the test with its words', async () => {
  folder.write(suite('{ type: llm-rubric, value: Is rude }'));
  const { code, stdout } = await folder.run(['test', 'greet.prompt', '--judge', 'local/x']);
  expect([code, stdout]).toEqual([1, expect.stringContaining('llm-rubric: I looked. (Score 0.5.)')]);
});

it('variants are compared in both orders; a judge that prefers a place makes a tie, and its rate is told', async () => {
  folder.write(suite('{ type: select-best, value: the shorter }'));
  const { code, stdout } = await folder.run(['test', 'greet.prompt', '--variants', '--judge', 'local/x']);
  expect(asked).toHaveLength(2);
  expect([code, stdout]).toEqual([0, expect.stringContaining('Mean of position-bias 1.000')]);
});
