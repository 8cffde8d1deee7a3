import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server with OpenAI's wire format that always says the same, and counts dear tokens; it knows with which keys it was asked. */
export class PricedModel {
  readonly keys: string[] = [];
  readonly #server = createServer((request, response) => {
    this.keys.push((request.headers.authorization ?? '').replace('Bearer ', ''));
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const send = (chunk: object): void => {
        const whole = {
          id: 'c1',
          object: 'chat.completion.chunk',
          created: 1,
          model: 'gpt-5-mini',
          ...chunk,
        };
        response.write(`data: ${JSON.stringify(whole)}\n\n`);
      };
      send({ choices: [{ index: 0, delta: { content: 'We looked into it, and it is settled.' } }] });
      send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
      send({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 5000, total_tokens: 6000 } });
      response.end('data: [DONE]\n\n');
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
