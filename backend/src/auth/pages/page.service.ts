import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../../common/actor';
import { ProblemError } from '../../common/problem';
import { HubConfig } from '../../config/hub-config';
import {
  BROWSER_SESSION_DAYS,
  type BrowserSession,
  BrowserSessionsService,
} from '../sessions/browser-sessions.service';
import type { Html } from './html';
import { page } from './page-views';

const SESSION_COOKIE = 'prompthub_session';
const CSRF_COOKIE = 'prompthub_csrf';

/** What the hub's own pages share: cookies, CSRF tokens, headers. */
@Injectable()
export class PageService {
  constructor(
    private readonly config: HubConfig,
    private readonly sessions: BrowserSessionsService,
  ) {}

  session(request: FastifyRequest): Promise<BrowserSession | undefined> {
    return this.sessions.find(request.cookies[SESSION_COOKIE]);
  }

  /** Signs this browser in. */
  async startSession(reply: FastifyReply, userId: string): Promise<void> {
    const value = await this.sessions.start(userId);
    void reply.setCookie(SESSION_COOKIE, value, {
      ...this.#cookieOptions(),
      maxAge: BROWSER_SESSION_DAYS * 24 * 60 * 60,
    });
  }

  async endSession(request: FastifyRequest, reply: FastifyReply, origin: Origin): Promise<void> {
    const session = await this.session(request);
    if (session !== undefined) await this.sessions.end(origin, session);
    void reply.clearCookie(SESSION_COOKIE, this.#cookieOptions());
  }

  /** The token that forms on a page for this browser carry; sets the cookie that it belongs to when there is none. */
  csrf(request: FastifyRequest, reply: FastifyReply): string {
    const known = request.cookies[CSRF_COOKIE];
    if (known !== undefined && /^[\w-]{22}$/.test(known)) return this.#csrfToken(known, request);
    const fresh = randomBytes(16).toString('base64url');
    void reply.setCookie(CSRF_COOKIE, fresh, this.#cookieOptions());
    return this.#csrfToken(fresh, request);
  }

  /** @throws ProblemError 403 when the form did not come from a page that we gave this browser. */
  checkCsrf(request: FastifyRequest, given: string): void {
    const cookie = request.cookies[CSRF_COOKIE] ?? '';
    const expected = Buffer.from(this.#csrfToken(cookie, request));
    const sent = Buffer.from(given);
    const same = cookie !== '' && sent.length === expected.length && timingSafeEqual(sent, expected);
    if (!same || request.headers['sec-fetch-site'] === 'cross-site')
      throw new ProblemError(
        403,
        'stale-form',
        'This form is too old. Go back, load the page again and retry.',
      );
  }

  /** Sends a page under a strict policy: nothing inline, nothing framed, forms only to us and to `formActions`. */
  async send(
    reply: FastifyReply,
    view: { title: string; body: Html; status?: number; formActions?: readonly string[] },
  ): Promise<void> {
    const formAction = ["'self'", ...(view.formActions ?? [])].join(' ');
    await reply
      .status(view.status ?? 200)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; style-src 'self'; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      })
      .send(page(view.title, view.body));
  }

  async redirect(reply: FastifyReply, url: string): Promise<void> {
    await reply
      .status(303)
      .headers({ location: url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      .send();
  }

  /** Bound to the session too, so that a token from before sign-in is worth nothing after it. */
  #csrfToken(cookie: string, request: FastifyRequest): string {
    const key = this.config.jwtKeys[0] ?? '';
    const session = request.cookies[SESSION_COOKIE] ?? '';
    return createHmac('sha256', key).update(`prompthub csrf\0${cookie}\0${session}`).digest('base64url');
  }

  #cookieOptions(): { path: string; httpOnly: true; sameSite: 'lax'; secure: boolean } {
    return {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.config.publicUrl.startsWith('https:'),
    };
  }
}

/** A path on this hub, or `/`: never a way to somewhere else. */
export function localPath(next: string | undefined): string {
  if (next === undefined || !isLocal(next) || !URL.canParse(next, 'http://hub.invalid')) return '/';
  const url = new URL(next, 'http://hub.invalid');
  const path = url.pathname + url.search;
  // Once more: `/..//elsewhere` stays here, but what is left of it, `//elsewhere`, would not.
  return url.host === 'hub.invalid' && isLocal(path) ? path : '/';
}

function isLocal(path: string): boolean {
  return /^\/(?![/\\])/.test(path);
}
