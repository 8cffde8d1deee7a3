import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import passport from 'passport';
import type { Strategy } from 'passport-jwt';
import { type AuthenticatedRequest, IS_PUBLIC } from '../common/actor';
import { unauthenticated } from '../common/problem';
import { HubConfig } from '../config/hub-config';
import { jwtStrategy } from './jwt.strategy';
import { TOKEN_PREFIX, TokenAuthenticator } from './token-authenticator';
import { VerifiedTokens } from './verified-tokens';

/** Every route wants a bearer token (an access token or a personal one) unless it says `@Public()`. */
@Injectable()
export class AuthGuard implements CanActivate {
  readonly #strategy: Strategy;
  readonly #verified = new VerifiedTokens();

  constructor(
    config: HubConfig,
    private readonly reflector: Reflector,
    private readonly tokens: TokenAuthenticator,
  ) {
    this.#strategy = jwtStrategy(config);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic === true) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const known = bearer === undefined ? undefined : this.#verified.get(bearer);
    // At once, without a promise: this is each request of an application but the first.
    return known === undefined ? this.#look(request, bearer) : letIn(request, known);
  }

  async #look(request: AuthenticatedRequest, bearer: string | undefined): Promise<true> {
    const user = bearer === undefined ? undefined : await this.#userOf(request, bearer);
    if (user === undefined)
      throw unauthenticated('Sign in, or send a valid access token as "Authorization: Bearer …".');
    return letIn(request, user);
  }

  async #userOf(request: AuthenticatedRequest, bearer: string): Promise<AuthenticatedRequest['user']> {
    if (bearer.startsWith(TOKEN_PREFIX)) return this.tokens.authenticate(bearer);
    const user = await this.#byJwt(request);
    if (user !== undefined) this.#verified.add(bearer, user);
    return user;
  }

  #byJwt(request: AuthenticatedRequest): Promise<AuthenticatedRequest['user']> {
    return new Promise((resolve) => {
      const done = (_error: unknown, user: AuthenticatedRequest['user'] | false): void =>
        resolve(user === false ? undefined : user);
      const authenticate = passport.authenticate(this.#strategy, { session: false }, done) as (
        request: AuthenticatedRequest,
        response: object,
        next: () => void,
      ) => void;
      authenticate(request, {}, () => resolve(undefined));
    });
  }
}

function letIn(request: AuthenticatedRequest, user: NonNullable<AuthenticatedRequest['user']>): true {
  request.user = user;
  return true;
}
