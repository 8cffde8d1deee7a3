import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface ModelsServer {
  /** As a base URL of a provider key. */
  readonly url: string;
  /** Names of the models that answered. */
  readonly asked: readonly string[];
  /** What the last messages of their questions said. */
  readonly questions: readonly string[];
  stop(): void;
}

/** Chat completions of 1000 + 5000 tokens that say which model answers. The model `broken` is always overloaded. */
export async function startModels(
  answer = (model: string): string => `Hi from ${model}`,
): Promise<ModelsServer> {
  const asked: string[] = [];
  const questions: string[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { model, messages } = body as { model: string; messages: { content: string }[] };
      if (model === 'broken') return response.writeHead(503).end();
      asked.push(model);
      questions.push(messages.at(-1)?.content ?? '');
      const usage = { prompt_tokens: 1000, completion_tokens: 5000, total_tokens: 6000 };
      const choices = [{ index: 0, delta: { content: answer(model) }, finish_reason: 'stop' }];
      const events = [{ choices }, { choices: [], usage }].map(
        (event) => `data: ${JSON.stringify(event)}\n\n`,
      );
      return response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`${events.join('')}data: [DONE]\n\n`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    questions,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
