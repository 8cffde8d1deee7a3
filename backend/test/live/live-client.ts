import { LIVE_PATH, type LiveEvent, type Problem } from '@prompthub/protocol';
import { io, type Socket } from 'socket.io-client';

/** For tests: a connection to a hub, as any Socket.IO client makes it. */
export class LiveClient {
  readonly #events: LiveEvent[] = [];
  readonly #waiting: ((event: LiveEvent) => void)[] = [];
  readonly closed: Promise<string>;

  private constructor(readonly socket: Socket) {
    socket.on('moved', (event: LiveEvent) => {
      const next = this.#waiting.shift();
      if (next) next(event);
      else this.#events.push(event);
    });
    this.closed = new Promise((resolve) => void socket.once('disconnect', resolve));
  }

  /** Rejects with the problem when the hub refuses. */
  static async connect(url: string, auth: object): Promise<LiveClient> {
    const socket = io(url, {
      path: LIVE_PATH,
      transports: ['websocket'],
      auth,
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error: Error & { data?: Problem }) => {
        socket.disconnect();
        reject(Object.assign(error, { problem: error.data }));
      });
    });
    return new LiveClient(socket);
  }

  /** The acknowledgement. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
  ask(message: string, body: unknown): Promise<any> {
    return this.socket.emitWithAck(message, body);
  }

  /** @returns the project's id */
  async follow(name: string): Promise<string> {
    const [organization, project] = name.split('/');
    const answer = await this.ask('subscribe', { organization, project });
    if (!answer.ok) throw Object.assign(new Error(answer.problem.detail), { problem: answer.problem });
    return answer.project as string;
  }

  /** The next event, in order, whether it has come already or not. */
  next(): Promise<LiveEvent> {
    const event = this.#events.shift();
    return event ? Promise.resolve(event) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.socket.disconnect();
  }
}
