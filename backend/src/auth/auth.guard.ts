import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type AuthenticatedRequest, IS_PUBLIC } from '../common/actor';
import { unauthenticated } from '../common/problem';
import { BearerAuthenticator } from './bearer-authenticator';

/** Every route wants a bearer token (an access token or a personal one) unless it says `@Public()`. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: BearerAuthenticator,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic === true) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const known = bearer === undefined ? undefined : this.authenticator.known(bearer);
    // At once, without a promise: this is each request of an application but the first.
    return known === undefined ? this.#look(request, bearer) : letIn(request, known);
  }

  async #look(request: AuthenticatedRequest, bearer: string | undefined): Promise<true> {
    const user = bearer === undefined ? undefined : await this.authenticator.authenticate(bearer);
    if (user === undefined)
      throw unauthenticated('Sign in, or send a valid access token as "Authorization: Bearer …".');
    return letIn(request, user);
  }
}

function letIn(request: AuthenticatedRequest, user: NonNullable<AuthenticatedRequest['user']>): true {
  request.user = user;
  return true;
}
