import { problem as problemSchema } from '@prompthub/protocol';
import type { z } from 'zod';
import { HubError, HubProtocolError } from './errors';
import { Deadline } from './deadline';
import { readText } from './read-body';
import { retryAfter } from './retry-after';
import { reasonOf, unreachable } from './transport-failure';

export interface HubClientOptions {
  /** `http://127.0.0.1:4100`, without a path of the API. */
  readonly baseUrl: string;
  /**
   * The token for the next request; undefined for none. After a 401 it is asked once more with the token that was
   * refused, and may answer with a new one.
   */
  readonly token?: (refused?: string) => Promise<string | undefined>;
  readonly fetch?: typeof fetch;
  /** For the headers, and then for each silence of the body, in milliseconds; default 10,000. */
  readonly timeoutMs?: number;
}

export interface HubRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** A list is given as the same name several times. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly accept?: string;
  /** The `ETag` of what the caller has; only for `conditional`. */
  readonly ifNoneMatch?: string;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** One HTTP exchange with a hub: address, token, time-outs, and every failure as one of three error classes. */
export class Transport {
  readonly baseUrl: string;
  readonly #fetch: typeof fetch;
  readonly #token: NonNullable<HubClientOptions['token']>;
  readonly #timeoutMs: number;

  constructor(options: HubClientOptions) {
    this.baseUrl = normalizeBaseUrl(options.baseUrl);
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#token = options.token ?? (() => Promise.resolve(undefined));
    this.#timeoutMs = options.timeoutMs ?? 10_000;
  }

  /** The token for the next request or connection; after one was refused, another one if there is. */
  token(refused?: string): Promise<string | undefined> {
    return this.#token(refused);
  }

  /** Parses the JSON answer by its schema. */
  async json<T extends z.ZodType>(request: HubRequest, schema: T): Promise<z.infer<T>> {
    return this.withResponse(request, (response, context) => parsedJson(response, schema, context));
  }

  /** Like `json`, with the answer's `ETag`; `unchanged` when it is still what `ifNoneMatch` names. */
  async conditional<T extends z.ZodType>(
    request: HubRequest,
    schema: T,
  ): Promise<{ value: z.infer<T>; etag: string | undefined } | 'unchanged'> {
    return this.withResponse(request, async (response, { url, deadline }) => {
      if (response.status === 304) return 'unchanged';
      const value = await parsedJson(response, schema, { url, deadline });
      return { value, etag: response.headers.get('etag') ?? undefined };
    });
  }

  /** For answers whose body does not matter. */
  async send(request: HubRequest): Promise<void> {
    await this.withResponse(request, async (response) => response.body?.cancel());
  }

  /** Gives a successful response to `use`; the deadline watches until `use` is done. */
  async withResponse<T>(
    request: HubRequest,
    use: (response: Response, context: { url: string; deadline: Deadline }) => Promise<T>,
  ): Promise<T> {
    const url = this.#url(request);
    const deadline = new Deadline(request.timeoutMs ?? this.#timeoutMs, request.signal);
    try {
      const response = await this.#authorized(url, request, deadline);
      deadline.extend();
      const unchanged = response.status === 304 && request.ifNoneMatch !== undefined;
      if (!response.ok && !unchanged) throw await refusal(response, url, deadline);
      return await use(response, { url, deadline });
    } catch (error) {
      if (error instanceof HubError || error instanceof HubProtocolError) throw error;
      request.signal?.throwIfAborted();
      if (deadline.expired) throw unreachable(url, 'timeout');
      if (isFetchFailure(error)) throw unreachable(url, reasonOf(error));
      throw error;
    } finally {
      deadline.clear();
    }
  }

  async #authorized(url: string, request: HubRequest, deadline: Deadline): Promise<Response> {
    const token = await this.#token();
    const response = await this.#exchange({ url, request, deadline, token });
    if (response.status !== 401 || token === undefined) return response;
    const renewed = await this.#token(token);
    if (renewed === undefined || renewed === token) return response;
    await response.body?.cancel();
    return this.#exchange({ url, request, deadline, token: renewed });
  }

  #exchange({ url, request, deadline, token }: Exchange): Promise<Response> {
    const headers: Record<string, string> = { accept: request.accept ?? 'application/json' };
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    if (request.ifNoneMatch !== undefined) headers['if-none-match'] = request.ifNoneMatch;
    if (token !== undefined) headers['authorization'] = `Bearer ${headerSafe(token)}`;
    return this.#fetch(url, {
      method: request.method ?? 'GET',
      headers,
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: deadline.signal,
      redirect: 'manual',
    });
  }

  #url({ path, query = {} }: HubRequest): string {
    const url = new URL(this.baseUrl + path);
    for (const [name, value] of Object.entries(query)) {
      for (const one of value === undefined ? [] : [value].flat()) url.searchParams.append(name, String(one));
    }
    return url.href;
  }
}

interface Exchange {
  readonly url: string;
  readonly request: HubRequest;
  readonly deadline: Deadline;
  readonly token: string | undefined;
}

/** @throws TypeError when it is not a plain http(s) address. The address is not quoted: it may hold a password. */
function normalizeBaseUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError('The address of the hub must start with http:// or https://.');
  }
  if (url.username || url.password) throw new TypeError('The address of the hub must not hold a password.');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** `fetch` quotes a bad header value in its error, so a token with a line break must never get there. */
function headerSafe(token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('The token holds characters that no token has.');
  return token;
}

async function parsedJson<T extends z.ZodType>(
  response: Response,
  schema: T,
  { url, deadline }: { url: string; deadline: Deadline },
): Promise<z.infer<T>> {
  const parsed = schema.safeParse(await readJson(response, url, deadline));
  if (!parsed.success) throw new HubProtocolError(url, `answered unexpectedly: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

async function readJson(response: Response, url: string, deadline: Deadline): Promise<unknown> {
  const type = mediaType(response);
  if (!/^application\/(?:[a-z.+-]+\+)?json$/.test(type)) {
    throw new HubProtocolError(
      url,
      `answered ${type || 'something'} where JSON was expected. Is this a PromptHub hub?`,
    );
  }
  const text = await readText(response, { url, deadline, maxBytes: MAX_ANSWER_BYTES });
  try {
    return JSON.parse(text);
  } catch {
    throw new HubProtocolError(url, 'answered JSON that cannot be read. Is this a PromptHub hub?');
  }
}

async function refusal(response: Response, url: string, deadline: Deadline): Promise<Error> {
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
    const target = response.headers.get('location');
    const where = target && URL.canParse(target, url) ? new URL(target, url).origin : 'another address';
    return new HubProtocolError(url, `sends on to ${where}. Use that as the address of the hub.`);
  }
  const pause = retryAfter(response);
  if (/json$/.test(mediaType(response))) {
    const value = await readJson(response, url, deadline);
    const parsed = problemSchema.safeParse(value);
    if (parsed.success) return new HubError(parsed.data, pause);
    const oauth = oauthProblem(value, response.status);
    if (oauth) return new HubError(oauth, pause);
  }
  if ([502, 503, 504].includes(response.status)) return unreachable(url, 'gateway', pause);
  return new HubProtocolError(
    url,
    `answered status ${response.status} without saying why. Is this a PromptHub hub?`,
  );
}

/** The token endpoint answers errors in RFC 6749's own shape. */
function oauthProblem(value: unknown, status: number) {
  if (typeof value !== 'object' || value === null || !('error' in value) || typeof value.error !== 'string')
    return;
  const described = 'error_description' in value && typeof value.error_description === 'string';
  return {
    type: 'about:blank',
    title: value.error,
    status,
    code: value.error,
    detail: described ? String(value.error_description) : undefined,
  };
}

function mediaType(response: Response): string {
  return (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'it does not fit';
  return issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`;
}

/** `fetch` and body streams fail with TypeError, or with a DOMException after an abort. */
function isFetchFailure(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('name' in error) || !('message' in error))
    return false;
  if (error.name !== 'TypeError')
    return ['AbortError', 'TimeoutError', 'NetworkError'].includes(String(error.name));
  return /fetch|network|load failed|terminated/i.test(String(error.message)) || 'cause' in error;
}
