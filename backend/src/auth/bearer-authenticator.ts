import { Injectable } from '@nestjs/common';
import passport from 'passport';
import type { Strategy } from 'passport-jwt';
import type { AuthenticatedRequest } from '../common/actor';
import { HubConfig } from '../config/hub-config';
import { jwtStrategy } from './jwt.strategy';
import { TOKEN_PREFIX, TokenAuthenticator } from './token-authenticator';
import { VerifiedTokens } from './verified-tokens';

/** A personal token is looked up anew after so long, which also notes that it is used. Milliseconds. */
const KNOWN_FOR_MS = 60_000;

/** Undefined for a token that is not valid (any more). */
type User = AuthenticatedRequest['user'];

/** Whose token it is: an access token (JWT) or a personal one. The same for requests and for sockets. */
@Injectable()
export class BearerAuthenticator {
  readonly #strategy: Strategy;
  readonly #verified = new VerifiedTokens();

  constructor(
    config: HubConfig,
    private readonly tokens: TokenAuthenticator,
  ) {
    this.#strategy = jwtStrategy(config);
  }

  /** A token that was looked at before: at once, without a promise. */
  known(bearer: string): User {
    return this.#verified.get(bearer);
  }

  async authenticate(bearer: string): Promise<User> {
    const isPersonal = bearer.startsWith(TOKEN_PREFIX);
    const user = await (isPersonal ? this.tokens.authenticate(bearer) : this.#byJwt(bearer));
    if (user !== undefined)
      this.#verified.add(bearer, user, isPersonal ? Date.now() + KNOWN_FOR_MS : Infinity);
    return user;
  }

  #byJwt(bearer: string): Promise<User> {
    return new Promise((resolve) => {
      const done = (_error: unknown, user: User | false): void => resolve(user === false ? undefined : user);
      const authenticate = passport.authenticate(this.#strategy, { session: false }, done) as (
        request: object,
        response: object,
        next: () => void,
      ) => void;
      authenticate({ headers: { authorization: `Bearer ${bearer}` } }, {}, () => resolve(undefined));
    });
  }
}
