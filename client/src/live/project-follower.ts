import { LIVE_PATH, problem, subscribed, liveEvent, type LiveEvent } from '@prompthub/protocol';
import type { Clock } from '../prompts/clock';

/** Told of what moves in a project. */
export interface ProjectListener {
  /** Connected, for the first time or again: whatever was known before may have changed since. */
  readonly connected: () => void;
  /** What it is now is for the hub to say: this tells only that something moved, and perhaps late or twice. */
  readonly moved: (event: LiveEvent) => void;
}

export interface Following {
  close(): void;
}

export interface FollowedProject {
  readonly organization: string;
  readonly project: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** As in `HubClientOptions`. */
  readonly token: (refused?: string) => Promise<string | undefined>;
}

/** What stands in for the world in tests. */
export interface FollowWorld {
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
}

type Library = Awaited<ReturnType<typeof loadLibrary>>;
type Socket = ReturnType<Library['io']>;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 120_000;
/** The hub may take so long to let us in, and again to answer what we ask. */
const ANSWER_MS = 10_000;
/** A connection that was cut sooner counts as a failure. */
const STEADY_MS = 30_000;

/**
 * Follows a project over a socket for as long as it is open. There may be none (an older hub, a proxy that lets no WebSocket
 * through, no token): then it goes on trying now and then, and nobody is told. A socket keeps no Node process alive.
 */
export class ProjectFollower implements Following {
  readonly #followed: FollowedProject;
  readonly #listener: ProjectListener;
  readonly #world: FollowWorld;
  #socket: Socket | undefined;
  #takeBack = (): void => undefined;
  #failures = 0;
  #refused: string | undefined;
  #closed = false;

  constructor(followed: FollowedProject, listener: ProjectListener, world: FollowWorld) {
    this.#followed = followed;
    this.#listener = listener;
    this.#world = world;
    void this.#try();
  }

  close(): void {
    this.#closed = true;
    this.#end();
  }

  async #try(): Promise<void> {
    try {
      const token = await this.#followed.token(this.#refused);
      if (token === undefined) return this.#tryLater();
      const library = await loadLibrary();
      if (!this.#closed) this.#connect(library, token);
    } catch {
      this.#tryLater();
    }
  }

  /** Each attempt has a socket of its own: what is left of an earlier one cannot disturb it. */
  #connect({ io, WebSocket }: Library, token: string): void {
    const { origin, pathname } = new URL(this.#followed.baseUrl);
    const socket = io(origin, {
      path: pathname.replace(/\/$/, '') + LIVE_PATH,
      transports: [WebSocket],
      auth: { token },
      forceNew: true,
      reconnection: false,
      timeout: ANSWER_MS,
      autoUnref: isNode(),
    });
    this.#socket = socket;
    let steadyAt = Infinity;
    socket.on('connect', () =>
      this.#subscribe(socket, token, () => (steadyAt = this.#world.clock.now() + STEADY_MS)),
    );
    socket.on('connect_error', (error) => {
      this.#refused = isUnauthenticated(error) ? token : undefined;
      this.#tryLater();
    });
    socket.on('disconnect', () => {
      if (this.#world.clock.now() >= steadyAt) this.#failures = 0;
      this.#tryLater();
    });
    socket.on('moved', (event: unknown) => {
      // A newer hub may tell of more than this client knows.
      const parsed = liveEvent.safeParse(event);
      if (parsed.success) this.#listener.moved(parsed.data);
    });
  }

  #subscribe(socket: Socket, token: string, begun: () => void): void {
    this.#takeBack = this.#world.clock.background(ANSWER_MS, () => socket.disconnect());
    const { organization, project } = this.#followed;
    socket.emit('subscribe', { organization, project }, (answer: unknown) => {
      if (socket !== this.#socket) return;
      this.#takeBack();
      const said = subscribed.safeParse(answer).data;
      // The session of an access token may have ended, which only this question finds.
      this.#refused = said?.ok === false && said.problem.status === 401 ? token : undefined;
      if (said?.ok !== true) return void socket.disconnect();
      begun();
      this.#listener.connected();
    });
  }

  /** After a pause of random length below a bound that doubles, so that a fleet does not come back together. */
  #tryLater(): void {
    this.#end();
    if (this.#closed) return;
    const { clock, random } = this.#world;
    const pause = random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    this.#takeBack = clock.background(pause, () => void this.#try());
  }

  #end(): void {
    this.#takeBack();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.off().disconnect();
  }
}

/** Only who follows something pays for the library. */
async function loadLibrary() {
  const [{ io }, { transports }] = await Promise.all([
    import('socket.io-client'),
    import('engine.io-client'),
  ]);
  type Packet = Parameters<InstanceType<typeof transports.websocket>['onPacket']>[0];
  /** The library throws, where nobody can catch it, when its first packet is not what it expects. */
  class WebSocket extends transports.websocket {
    protected override onPacket(packet: Packet): void {
      try {
        super.onPacket(packet);
      } catch {
        this.onError('unreadable packet', undefined);
      }
    }
  }
  return { io, WebSocket };
}

/** Elsewhere sockets cannot be told to keep nothing alive, and need not. */
function isNode(): boolean {
  const { process }: { process?: Partial<NodeJS.Process> } = globalThis;
  return process?.versions?.node !== undefined && !('window' in globalThis);
}

function isUnauthenticated(error: Error): boolean {
  return 'data' in error && problem.safeParse(error.data).data?.status === 401;
}
