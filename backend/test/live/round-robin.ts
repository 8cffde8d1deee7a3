import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** For tests: one address for several hubs. Each new connection goes to the next one, whoever it is from. */
export class RoundRobin {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #turn = 0;

  private constructor(private readonly targets: readonly URL[]) {
    this.#server = createServer((client) => {
      const target = this.targets[this.#turn++ % this.targets.length];
      const hub = connect(Number(target?.port), target?.hostname);
      for (const [socket, other] of [
        [client, hub],
        [hub, client],
      ] as const) {
        this.#sockets.add(socket);
        socket.pipe(other);
        socket.on('error', () => other.destroy());
        socket.on('close', () => void (this.#sockets.delete(socket) && other.destroy()));
      }
    });
  }

  static async start(urls: readonly string[]): Promise<RoundRobin> {
    const proxy = new RoundRobin(urls.map((url) => new URL(url)));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
