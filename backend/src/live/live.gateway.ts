import type { Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import {
  LIVE_PATH,
  liveAuth,
  type LiveEvent,
  subscribe,
  type Subscribed,
  unsubscribe,
  type Unsubscribed,
} from '@prompthub/protocol';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import { AccessService } from '../access/access.service';
import { BearerAuthenticator } from '../auth/bearer-authenticator';
import { type Actor, Public } from '../common/actor';
import { ProblemError, unauthenticated } from '../common/problem';
import { DatabaseListener, type Notification } from './database-listener';
import { SocketProblems } from './socket-problems';

/** The largest message that a client may send, in bytes. */
const MESSAGE_LIMIT = 16 * 1024;
/** Projects that one socket may follow. */
const SUBSCRIPTION_LIMIT = 100;
/** Sockets of one account at one hub: a fleet of an application has one token. */
const SOCKET_LIMIT = 1_000;
/** Messages that wait for one socket: who does not read them shall not fill the hub's memory. */
const WAITING_LIMIT = 1_000;
/** After so long every socket has to show its token again, however long that is good. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

interface ServerEvents {
  moved: (event: LiveEvent) => void;
}
interface SocketData {
  actor: Actor;
  /** Subscriptions that wait for the database. */
  asking: number;
}
type LiveSocket = Socket<DefaultEventsMap, ServerEvents, DefaultEventsMap, SocketData>;
type LiveServer = Server<DefaultEventsMap, ServerEvents, DefaultEventsMap, SocketData>;

/**
 * Tells those who follow a project what moved there. WebSocket alone: long polling would have to meet the same hub at each
 * request. Who is connected is all that a hub keeps in memory; whatever happens, cutting the socket is enough, because
 * a client that comes back shows its token, asks for access and treats all that it knows as old.
 */
@Public()
@WebSocketGateway({
  path: LIVE_PATH,
  transports: ['websocket'],
  serveClient: false,
  maxHttpBufferSize: MESSAGE_LIMIT,
  connectTimeout: 10_000,
})
export class LiveGateway
  implements OnGatewayInit, OnGatewayConnection, OnApplicationBootstrap, BeforeApplicationShutdown
{
  @WebSocketServer() private readonly server!: LiveServer;
  readonly #connections = new Set<Duplex>();
  #rightsChanges = 0;
  #stopping = false;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly authenticator: BearerAuthenticator,
    private readonly access: AccessService,
    private readonly listener: DatabaseListener,
    private readonly problems: SocketProblems,
  ) {}

  afterInit(server: LiveServer): void {
    server.use((socket, next) => {
      this.#letIn(socket).then(
        () => next(),
        (error: unknown) => next(this.problems.refusal(error, socket.id)),
      );
    });
    (this.host.httpAdapter.getHttpServer() as HttpServer).on('upgrade', (_request, connection) =>
      this.#watch(connection),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.listener.start({
      notified: (notification) => this.#pass(notification),
      missed: () => this.server.disconnectSockets(true),
    });
  }

  /** Before the HTTP server closes, which waits for them. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    for (const connection of this.#connections) connection.destroy();
    await this.listener.stop();
  }

  handleConnection(socket: LiveSocket): void {
    const left = (socket.data.actor.expiresAt ?? Infinity) - Date.now();
    const timer = setTimeout(() => socket.disconnect(true), Math.min(left, LIFETIME_MS)).unref();
    socket.once('disconnect', () => clearTimeout(timer));
    limitWaiting(socket);
  }

  @SubscribeMessage('subscribe')
  subscribe(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): Promise<Subscribed> {
    return this.problems.answer(
      socket.id,
      { schema: subscribe, body },
      async ({ organization, project: slug }) => {
        const { data } = socket;
        // Every socket is in a room of its own and in that of its account.
        if (socket.rooms.size - 2 + data.asking >= SUBSCRIPTION_LIMIT)
          throw new ProblemError(
            429,
            'too-many-subscriptions',
            `One connection follows at most ${SUBSCRIPTION_LIMIT} projects.`,
          );
        data.asking++;
        try {
          const { project } = await this.access.project(data.actor, organization, slug, 'project.read');
          // Its rights may have changed while the database was asked: then it was cut.
          if (socket.connected) await socket.join(projectRoom(project.id));
          return { project: project.id };
        } finally {
          data.asking--;
        }
      },
    );
  }

  @SubscribeMessage('unsubscribe')
  unsubscribe(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): Promise<Unsubscribed> {
    return this.problems.answer(socket.id, { schema: unsubscribe, body }, async ({ project }) => {
      await socket.leave(projectRoom(project));
      return {};
    });
  }

  async #letIn(socket: LiveSocket): Promise<void> {
    const user = await this.#userOf(socket.handshake.auth);
    if (user === undefined) throw unauthenticated('Connect with a valid token, as `auth: { token }`.');
    const room = accountRoom(user.userId);
    if ((this.server.sockets.adapter.rooms.get(room)?.size ?? 0) >= SOCKET_LIMIT)
      throw new ProblemError(
        429,
        'too-many-connections',
        `An account has at most ${SOCKET_LIMIT} connections.`,
      );
    socket.data = {
      actor: { ...user, requestId: socket.id, ip: socket.handshake.address },
      asking: 0,
    };
    await socket.join(room);
  }

  /** Asks again when rights changed meanwhile: the answer may be from before, and the socket could not be cut yet. */
  async #userOf(auth: unknown): ReturnType<BearerAuthenticator['authenticate']> {
    const parsed = liveAuth.safeParse(auth);
    if (!parsed.success) return undefined;
    for (;;) {
      const before = this.#rightsChanges;
      const user = await this.authenticator.authenticate(parsed.data.token);
      if (before === this.#rightsChanges) return user;
    }
  }

  #pass(notification: Notification): void {
    if (notification.kind === 'rights') {
      this.#rightsChanges++;
      this.server.in(accountRoom(notification.user)).disconnectSockets(true);
    } else this.server.to(projectRoom(notification.project)).emit('moved', notification);
  }

  #watch(connection: Duplex): void {
    if (this.#stopping) connection.destroy();
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
  }
}

/** Engine.IO keeps without end what the connection does not take; a cut that is no handshake needs nobody to read. */
function limitWaiting({ conn, request }: LiveSocket): void {
  let waiting = 0;
  conn.on('packetCreate', () => {
    if (++waiting > WAITING_LIMIT) request.socket.destroy();
  });
  conn.on('flush', () => (waiting = 0));
}

function projectRoom(id: string): string {
  return `project ${id}`;
}

function accountRoom(id: string): string {
  return `account ${id}`;
}
