import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What the proxy does with an answer of the hub.
 * `hold`: keeps it. `cut`, `reset`: lets so many bytes through, then ends or resets the connection. `swap`: exchanges one
 * text for another of the same length. `say`: answers this itself, whatever was asked.
 */
export type Fault =
  | { readonly kind: 'none' | 'hold' }
  | { readonly kind: 'cut' | 'reset'; readonly after: number }
  | { readonly kind: 'swap'; readonly text: string; readonly by: string }
  | { readonly kind: 'say'; readonly bytes: string };

/** For tests: stands between a client and a hub as TCP, and does what networks do. */
export class FaultProxy {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #held: (() => void) | undefined;
  #requested: ((request: string) => void) | undefined;
  fault: Fault = { kind: 'none' };

  constructor(target: string) {
    this.#target = new URL(target);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Begins to listen; after `stop` at the same port again. */
  async start(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts all connections and refuses new ones, as a machine does whose hub was killed. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Resolves when the next answer is held back. */
  nextHeld(): Promise<void> {
    return new Promise((resolve) => (this.#held = resolve));
  }

  /** What the next client sends first. */
  nextRequest(): Promise<string> {
    return new Promise((resolve) => (this.#requested = resolve));
  }

  #serve(client: Socket): void {
    const hub = connect(Number(this.#target.port), this.#target.hostname);
    for (const socket of [client, hub]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        hub.destroy();
      });
    }
    client.on('data', (request) => {
      this.#requested?.(request.toString());
      if (this.fault.kind === 'say') client.end(this.fault.bytes);
      else hub.write(request);
    });
    let passed = 0;
    hub.on('data', (answer) => {
      passed = this.#pass(answer, client, passed);
    });
  }

  /** How many bytes of the connection have gone through with the present fault. */
  #pass(answer: Buffer, client: Socket, passed: number): number {
    const { fault } = this;
    if (fault.kind === 'hold') this.#held?.();
    else if (fault.kind === 'swap')
      client.write(answer.toString('latin1').replaceAll(fault.text, fault.by), 'latin1');
    else if (fault.kind === 'cut' || fault.kind === 'reset') {
      const part = answer.subarray(0, Math.max(0, fault.after - passed));
      client.write(part, () => {
        if (passed + part.length < fault.after) return;
        if (fault.kind === 'reset') client.resetAndDestroy();
        else client.end();
      });
      return passed + part.length;
    } else client.write(answer);
    return 0;
  }
}
