import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { TokenScope } from '@prompthub/protocol';
import type { FastifyRequest } from 'fastify';

/** Who asks. Every service method takes it first. */
export interface Actor {
  userId: string;
  name: string;
  email: string;
  /** `session`: signed in (JWT or cookie), may do what the role allows; `token`: also bounded by `scopes`. */
  via: 'session' | 'token';
  /** The session whose end also ends an access token. */
  sessionId?: string;
  /** The personal access token, when it came with one. */
  tokenId?: string;
  scopes: readonly TokenScope[];
  /** When the token is good no longer, in milliseconds since 1970. */
  expiresAt?: number;
  requestId: string;
  ip: string;
}

export const ALL_SCOPES: readonly TokenScope[] = ['read', 'write', 'execute', 'admin'];

export type AuthenticatedRequest = FastifyRequest & { user?: Omit<Actor, 'requestId' | 'ip'> };

/** The signed-in user of this request. The guard has run: on a route without `@Public()` it is there. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (request.user === undefined) throw new Error('@CurrentActor() on a @Public() route');
  return { ...request.user, requestId: request.id, ip: request.ip };
});

/** Where a request comes from, for routes without an actor. */
export interface Origin {
  requestId: string;
  ip: string;
}

export const CurrentOrigin = createParamDecorator((_data: unknown, context: ExecutionContext): Origin => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { requestId: request.id, ip: request.ip };
});

export const IS_PUBLIC = Symbol('public');

/** This route (or controller) answers without sign-in. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(IS_PUBLIC, true);
