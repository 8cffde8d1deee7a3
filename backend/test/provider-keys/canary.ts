import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, Socket } from 'node:net';

/** What the canary says to whoever reaches it. */
export const CANARY_SECRET = 'canary-secret-4711';

/**
 * A server on loopback (IPv4 and, where the machine has it, IPv6) that nobody must reach, and besides it a watch on every
 * connection that this process begins: some addresses would lead to other machines.
 */
export class Canary {
  readonly #servers: Server[] = [];
  readonly #connect = Socket.prototype.connect;
  /** Connections that came in. */
  reached = 0;
  /** Addresses that a connection was begun to, except for `known` ports. */
  begun: string[] = [];

  static async start(): Promise<Canary> {
    const canary = new Canary();
    const port = await canary.#listen('127.0.0.1', 0);
    await canary.#listen('::1', port).catch(() => undefined);
    return canary;
  }

  get port(): number {
    return (this.#servers[0]?.address() as AddressInfo).port;
  }

  /** Notes the connections that this process begins, but for those to the ports given: the hub's and its database's. */
  watch(known: readonly number[]): void {
    const [connect, begun] = [this.#connect, (target: string) => void this.begun.push(target)];
    Socket.prototype.connect = function (this: Socket, ...given: Parameters<typeof connect>) {
      this.on('connectionAttempt', (ip: string, port: number) => {
        if (!known.includes(port)) begun(`${ip}:${port}`);
      });
      return connect.apply(this, given);
    } as typeof connect;
  }

  async stop(): Promise<void> {
    Socket.prototype.connect = this.#connect;
    await Promise.all(this.#servers.map((server) => once(server.close(), 'close')));
  }

  async #listen(host: string, port: number): Promise<number> {
    const server = createServer((socket) => {
      this.reached++;
      socket.on('error', () => undefined);
      socket.write(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${CANARY_SECRET}`);
      socket.destroySoon();
    });
    await once(server.listen(port, host), 'listening');
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }
}
