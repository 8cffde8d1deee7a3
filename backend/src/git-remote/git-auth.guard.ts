import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { TOKEN_PREFIX, TokenAuthenticator } from '../auth/token-authenticator';
import type { AuthenticatedRequest } from '../common/actor';
import { tokenWanted } from './git-problems';

/** Git signs in by Basic authentication (RFC 7617): any user name, and a personal access token as the password. */
@Injectable()
export class GitAuthGuard implements CanActivate {
  constructor(private readonly tokens: TokenAuthenticator) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const token = passwordOf(request.headers.authorization);
    const user = token?.startsWith(TOKEN_PREFIX) === true ? await this.tokens.authenticate(token) : undefined;
    // Git asks its user, or its credential helper, when it is answered 401 with this scheme.
    if (user === undefined) throw tokenWanted();
    request.user = user;
    return true;
  }
}

function passwordOf(header: string | undefined): string | undefined {
  const encoded = /^Basic ([\w+/]+=*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1);
}
