import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server with OpenAI's wire format whose answer is dictated piece by piece, while the story looks at the page. */
export class DictatedModel {
  readonly #server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.once('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      this.#answer = response;
      this.requests.push(body);
    });
    response.once('close', () => {
      if (response.writableFinished) return;
      this.#hungUp++;
      this.#answer = undefined;
    });
  });
  /** Bodies of what was asked. */
  readonly requests: string[] = [];
  #answer: ServerResponse | undefined;
  #hungUp = 0;

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  get asked(): boolean {
    return this.#answer !== undefined;
  }

  /** How often whoever asked went away before the answer was whole. */
  get hungUp(): number {
    return this.#hungUp;
  }

  say(content: string): void {
    this.#send({ choices: [{ index: 0, delta: { content } }] });
  }

  end(usage: { prompt_tokens: number; completion_tokens: number }): void {
    this.#send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    this.#send({
      choices: [],
      usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
    });
    this.#answer?.end('data: [DONE]\n\n');
    this.#answer = undefined;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #send(chunk: object): void {
    const whole = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'long-1', ...chunk };
    this.#answer?.write(`data: ${JSON.stringify(whole)}\n\n`);
  }
}
