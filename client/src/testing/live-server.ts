import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIVE_PATH, type LiveEvent, type Subscribed } from '@prompthub/protocol';
import { Server, type Socket } from 'socket.io';
import { problemOf } from './registry-server';

export const PROJECT = '01890a5d-ac96-774b-bcce-b302099a8057';

/** For tests: a hub's socket for `acme/desk`, which lets in whoever has the token. */
export class LiveServer {
  readonly #http = createServer();
  readonly #io = new Server(this.#http, { path: LIVE_PATH, transports: ['websocket'] });
  readonly #subscribers: ((socket: Socket) => void)[] = [];
  token = 'good';
  /** What every subscription is answered. */
  answer: Subscribed | 'nothing' = { ok: true, project: PROJECT };
  /** Tokens that were shown, in order. */
  readonly tokens: unknown[] = [];

  static async start(): Promise<LiveServer> {
    const server = new LiveServer();
    server.#io.use((socket, next) => {
      const token: unknown = socket.handshake.auth['token'];
      server.tokens.push(token);
      const refusal = Object.assign(new Error(), { data: problemOf(401, 'unauthenticated') });
      next(token === server.token ? undefined : refusal);
    });
    server.#io.on('connection', (socket) => {
      socket.on('subscribe', (_body: unknown, acknowledge: (answer: Subscribed) => void) => {
        if (server.answer !== 'nothing') acknowledge(server.answer);
        server.#subscribers.shift()?.(socket);
      });
    });
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Resolves when somebody subscribes, from now on. */
  subscriber(): Promise<Socket> {
    return new Promise((resolve) => this.#subscribers.push(resolve));
  }

  tell(event: Record<string, unknown> | LiveEvent): void {
    this.#io.emit('moved', event);
  }

  async close(): Promise<void> {
    await this.#io.close();
  }
}

/** An event of that project. */
export function labelMoved(name: string): LiveEvent {
  return { kind: 'label', project: PROJECT, name, path: 'reply.prompt', commit: null };
}
