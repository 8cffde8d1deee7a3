import { createServer } from 'node:net';
import type { RequestListener } from 'node:http';
import {
  CommitConflictError,
  CommitRejectedError,
  HubClient,
  HubError,
  HubProtocolError,
  HubUnreachableError,
  MergeConflictsError,
} from './index';
import { startLoopback, type LoopbackServer } from './testing/loopback';
import { problemOf } from './testing/registry-server';

const SECRET = 'phub_secret-token';
const me = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  email: 'ada@example.com',
  name: 'Ada',
  memberships: [{ organization: 'acme', organizationName: 'Acme', role: 'owner' }],
};
const commit = {
  id: 'a'.repeat(40),
  tree: 'b'.repeat(40),
  parents: [],
  author: { name: 'Ada', email: 'ada@example.com' },
  message: 'first',
  createdAt: '2026-01-01T00:00:00.000Z',
};

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function client(listener: RequestListener, options: { timeoutMs?: number } = {}): Promise<HubClient> {
  server = await startLoopback(listener);
  return new HubClient({ baseUrl: `${server.url}/`, token: () => Promise.resolve(SECRET), ...options });
}

function json(value: unknown, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, {
      'content-type': status < 400 ? 'application/json' : 'application/problem+json',
    });
    response.end(JSON.stringify(value));
  };
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!isErrorLike(error)) throw new Error('not an error');
  const everything = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join('\n');
  expect(everything).not.toContain(SECRET);
  return error;
}

/** What aborts a fetch comes from outside of jest's realm, so `instanceof Error` is false for it. */
function isErrorLike(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value;
}

describe('answers', () => {
  it('reads me, with the token in the header and no double slash in the address', async () => {
    const seen: unknown[] = [];
    const hub = await client((request, response) => {
      seen.push(request.url, request.headers.authorization);
      json(me)(request, response);
    });
    expect(await hub.me()).toEqual(me);
    expect(seen).toEqual(['/api/v1/me', `Bearer ${SECRET}`]);
  });

  it('reads a listing whether it is paged or whole', async () => {
    const branch = {
      name: 'main',
      head: 'a'.repeat(40),
      updatedAt: '2026-01-01T00:00:00.000Z',
      protected: false,
    };
    const paged = await client(json({ items: [branch], nextCursor: 'x' }));
    expect(await paged.project('acme/desk').branches()).toEqual({ items: [branch], nextCursor: 'x' });
    await server?.close();
    const whole = await client(json([branch]));
    expect(await whole.project('acme/desk').branches()).toEqual({ items: [branch] });
  });

  it('escapes what it puts into addresses', async () => {
    const seen: unknown[] = [];
    const hub = await client((request, response) => {
      seen.push(request.url);
      json({ path: 'a b&c.prompt', blob: 'a'.repeat(40), commit: 'a'.repeat(40), content: 'x' })(
        request,
        response,
      );
    });
    await hub.project('acme/desk').file('a b&c.prompt', { ref: 'feature/ü' });
    await hub.organization('../me').deleteInvitation('x/../y');
    expect(seen).toEqual([
      '/api/v1/projects/acme/desk/file?path=a+b%26c.prompt&ref=feature%2F%C3%BC',
      '/api/v1/organizations/..%2Fme/invitations/x%2F..%2Fy',
    ]);
  });

  it('names, moves and compares versions', async () => {
    const id = 'a'.repeat(40);
    const at = '2026-01-01T00:00:00.000Z';
    const answers = {
      name: 'feature/x',
      head: id,
      updatedAt: at,
      protected: false,
      commit: id,
      createdBy: 'Ada',
      createdAt: at,
      items: [],
      from: id,
      to: id,
      ahead: 1,
      behind: 2,
      files: [],
      path: 'a.prompt',
      ranges: [{ start: 1, count: 1, commit: id, originalPath: 'a.prompt', originalStart: 1 }],
      commits: { [id]: { message: 'm', createdAt: at, author: { name: 'Ada', email: 'ada@example.com' } } },
    };
    const seen: unknown[] = [];
    const hub = await client((request, response) => {
      seen.push(`${request.method} ${request.url?.replace('/api/v1/projects/acme/desk/', '')}`);
      json(answers)(request, response);
    });
    const project = hub.project('acme/desk');
    expect((await project.createBranch({ name: 'feature/x', from: 'main' })).head).toBe(id);
    await project.updateBranch('feature/x', { protected: true });
    await project.moveBranch('feature/x', { to: 'main', expectedHead: id });
    await project.deleteBranch('feature/x', { expectedHead: id });
    expect((await project.createTag({ name: 'feature/x', ref: 'main' })).commit).toBe(id);
    await project.tags({ limit: 3 });
    await project.deleteTag('feature/x');
    expect((await project.compare({ from: 'main', to: 'feature/x' })).behind).toBe(2);
    await project.compareCommits({ from: 'main', to: 'x', side: 'behind' });
    expect((await project.blame('a.prompt', { ref: 'v1' })).ranges).toHaveLength(1);
    await project.history({ path: 'a.prompt', follow: true });
    expect(seen).toEqual([
      'POST branches',
      'PATCH branches/feature%2Fx',
      'PUT branches/feature%2Fx/head',
      `DELETE branches/feature%2Fx?expectedHead=${id}`,
      'POST tags',
      'GET tags?limit=3',
      'DELETE tags/feature%2Fx',
      'GET compare?from=main&to=feature%2Fx',
      'GET compare/commits?from=main&to=x&side=behind',
      'GET blame?path=a.prompt&ref=v1',
      'GET history?path=a.prompt&follow=true',
    ]);
  });

  it('asks once more with a renewed token after a 401', async () => {
    const seen: unknown[] = [];
    server = await startLoopback((request, response) => {
      seen.push(request.headers.authorization);
      const fresh = request.headers.authorization === 'Bearer new';
      json(fresh ? me : problemOf(401, 'unauthorized'), fresh ? 200 : 401)(request, response);
    });
    const token = (refused?: string) => Promise.resolve(refused === 'old' ? 'new' : 'old');
    await expect(new HubClient({ baseUrl: server.url, token }).me()).resolves.toEqual(me);
    expect(seen).toEqual(['Bearer old', 'Bearer new']);
  });
});

describe('refusals', () => {
  it('become HubError with the code and words of the hub', async () => {
    const hub = await client(json(problemOf(403, 'forbidden'), 403));
    const error = await failure(hub.me());
    expect(error).toBeInstanceOf(HubError);
    expect(error).toMatchObject({ status: 403, code: 'forbidden', message: 'It is forbidden.' });
  });

  it('tell the head and the paths of a conflict', async () => {
    const hub = await client(
      json({ ...problemOf(409, 'branch-moved'), head: 'c'.repeat(40), paths: ['a.prompt'] }, 409),
    );
    const changes = [{ path: 'a.prompt', content: 'x' }];
    const error = await failure(
      hub.project('acme/desk').createCommit({ parent: null, message: 'm', changes }),
    );
    expect(error).toBeInstanceOf(CommitConflictError);
    expect(error).toMatchObject({ head: 'c'.repeat(40), paths: ['a.prompt'] });
  });

  it.each(['merge', 'revert', 'cherryPick'] as const)('tell where a %s conflicts', async (kind) => {
    const place = { kind: 'frontmatter', path: ['model'] };
    const conflicts = [{ path: 'a.prompt', kind: 'content', text: '<<<<<<<', places: [{ place }] }];
    const found = { head: 'c'.repeat(40), commit: 'd'.repeat(40), conflicts };
    const seen: unknown[] = [];
    const hub = await client((request, response) => {
      seen.push(request.method, request.url);
      json({ ...problemOf(409, 'merge-conflicts'), ...found }, 409)(request, response);
    });
    const project = hub.project('acme/desk');
    const wish = { from: 'side', commit: 'd'.repeat(40), branch: 'main' };
    const error = await failure(project[kind](wish));
    expect(error).toBeInstanceOf(MergeConflictsError);
    expect(error).toMatchObject(found);
    const route = { merge: 'merges', revert: 'reverts', cherryPick: 'cherry-picks' }[kind];
    expect(seen).toEqual(['POST', `/api/v1/projects/acme/desk/${route}`]);
  });

  it.each(['merge', 'revert', 'cherryPick'] as const)('answer what a %s did', async (kind) => {
    const outcome = { outcome: 'committed', branch: 'main', before: 'c'.repeat(40), commit, changes: [] };
    const hub = await client(json(outcome));
    const wish = { from: 'side', commit: 'd'.repeat(40), branch: 'main' };
    await expect(hub.project('acme/desk')[kind](wish)).resolves.toEqual(outcome);
  });

  it('tell the diagnostics of a rejected commit', async () => {
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
    const diagnostics = [
      { file: 'a.prompt', code: 'unknown-role', severity: 'error', message: 'No such role.', range },
    ];
    const hub = await client(json({ ...problemOf(422, 'prompt-has-errors'), diagnostics }, 422));
    const changes = [{ path: 'a.prompt', content: 'x' }];
    const error = await failure(
      hub.project('acme/desk').createCommit({ parent: null, message: 'm', changes }),
    );
    expect(error).toBeInstanceOf(CommitRejectedError);
    expect(error).toMatchObject({ diagnostics });
  });

  it("understand the token endpoint's own shape", async () => {
    const hub = await client(json({ error: 'invalid_grant', error_description: 'The code is over.' }, 400));
    const error = await failure(hub.oauth.refresh({ clientId: 'x', refreshToken: SECRET }));
    expect(error).toMatchObject({ status: 400, code: 'invalid_grant', message: 'The code is over.' });
  });
});

describe('a hub that is not there', () => {
  it('refuses the connection', async () => {
    const closed = await startLoopback(() => undefined);
    await closed.close();
    const error = await failure(
      new HubClient({ baseUrl: closed.url, token: () => Promise.resolve(SECRET) }).me(),
    );
    expect(error).toBeInstanceOf(HubUnreachableError);
    expect(error).toMatchObject({ reason: 'refused', url: `${closed.url}/api/v1/me` });
    expect(error.message).toContain(closed.url);
  });

  it('does not exist by name', async () => {
    const error = await failure(new HubClient({ baseUrl: 'http://no-such-host.invalid' }).me());
    expect(error).toBeInstanceOf(HubUnreachableError);
    expect(['not-found', 'network']).toContain((error as HubUnreachableError).reason);
  });

  it('never answers', async () => {
    const hub = await client(() => undefined, { timeoutMs: 50 });
    expect(await failure(hub.me())).toMatchObject({ name: 'HubUnreachableError', reason: 'timeout' });
  });

  it('stops in the middle of the body without closing', async () => {
    const hub = await client(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"id":');
      },
      { timeoutMs: 50 },
    );
    expect(await failure(hub.me())).toMatchObject({ name: 'HubUnreachableError', reason: 'timeout' });
  });

  it('cuts the connection half-way', async () => {
    const hub = await client((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id":', () => response.destroy());
    });
    expect(await failure(hub.me())).toMatchObject({ name: 'HubUnreachableError', reason: 'cut' });
  });

  it('stands behind a gateway that says so', async () => {
    const hub = await client((_request, response) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<h1>Bad Gateway</h1>');
    });
    expect(await failure(hub.me())).toMatchObject({ name: 'HubUnreachableError', reason: 'gateway' });
  });

  it("follows the caller's own abort, which is not a failure of the hub", async () => {
    const controller = new AbortController();
    const hub = await client(() => controller.abort());
    expect((await failure(hub.me({ signal: controller.signal }))).name).toBe('AbortError');
  });
});

describe('something else answers', () => {
  const cases: [string, RequestListener, RegExp][] = [
    [
      'HTML',
      (_, response) => void response.setHeader('content-type', 'text/html').end('<p>hi'),
      /text\/html where JSON/,
    ],
    [
      'broken JSON',
      (_, response) => void response.setHeader('content-type', 'application/json').end('{"a'),
      /cannot be read/,
    ],
    ['another schema', json({ ...me, email: 5 }), /email/],
    ['a JSON list', json([]), /expected object/i],
    [
      'a redirect',
      (_, response) => void response.writeHead(301, { location: 'https://x.example/?t=1' }).end(),
      /https:\/\/x\.example\./,
    ],
    ['an error without a problem', (_, response) => void response.writeHead(418).end(), /status 418/],
    ['an error of another shape', json({ message: 'no' }, 400), /status 400/],
  ];
  it.each(cases)('%s is named with its address', async (_name, listener, message) => {
    const hub = await client(listener);
    const error = await failure(hub.me());
    expect(error).toBeInstanceOf(HubProtocolError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`${hub.baseUrl}/api/v1/me`);
  });

  it('no HTTP at all', async () => {
    const raw = createServer((socket) =>
      socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.2\r\n', () => socket.destroy()),
    );
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    const address = raw.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const error = await failure(new HubClient({ baseUrl: `http://127.0.0.1:${port}` }).me());
    expect(error).toBeInstanceOf(HubUnreachableError);
    await new Promise((resolve) => raw.close(resolve));
  });
});

describe('addresses and tokens', () => {
  it.each(['ftp://x', 'x', 'javascript:alert(1)', 'http://ada:pass@hub.example'])(
    '%s is refused',
    (baseUrl) => {
      expect(() => new HubClient({ baseUrl })).toThrow(TypeError);
      expect(() => new HubClient({ baseUrl })).not.toThrow(/pass@/);
    },
  );

  it('a token with a line break never shows', async () => {
    server = await startLoopback(json(me));
    const hub = new HubClient({ baseUrl: server.url, token: () => Promise.resolve(`${SECRET}\n`) });
    expect((await failure(hub.me())).message).toMatch(/token/);
  });

  it('a project has exactly two parts', () => {
    const hub = new HubClient({ baseUrl: 'http://localhost:1' });
    for (const name of ['acme', 'a/b/c', '/b', 'a/']) expect(() => hub.project(name)).toThrow(TypeError);
  });
});

describe('runs', () => {
  const result = {
    id: me.id,
    commit: commit.id,
    model: 'echo/echo',
    text: 'Hello',
    toolCalls: [],
    finishReason: 'stop',
    usage: { inputTokens: 1, outputTokens: 1, estimated: true },
    latencyMs: 3,
    attempts: [],
  };
  const stream =
    (...pieces: string[]): RequestListener =>
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of pieces) response.write(piece);
      response.end();
    };
  const collect = async (hub: HubClient) => {
    const events = [];
    for await (const event of hub.project('acme/desk').executeStream({ path: 'a.prompt' }))
      events.push(event);
    return events;
  };

  it('stream text and then the result, wherever the chunks end', async () => {
    const hub = await client(
      stream(
        'event: te',
        'xt\r\ndata: {"text":"Hel"}\r',
        '\n\r\nevent: text\ndata: {"text":"lo"}\n\n: ping\n\n',
        `event: done\ndata: ${JSON.stringify(result)}\n\n`,
      ),
    );
    expect(await collect(hub)).toEqual([
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo' },
      { type: 'done', result },
    ]);
  });

  it('report an error event as the hub says it', async () => {
    const hub = await client(
      stream(`event: error\ndata: ${JSON.stringify(problemOf(502, 'overloaded'))}\n\n`),
    );
    expect(await failure(collect(hub))).toMatchObject({ code: 'overloaded' });
  });

  it.each([['nothing'], ['event: text\ndata: {"text":"Hel"}\n\n']])(
    'that end before the result were cut: %j',
    async (text) => {
      const hub = await client(stream(text));
      expect(await failure(collect(hub))).toMatchObject({ name: 'HubUnreachableError', reason: 'cut' });
    },
  );

  it('stop at the hub when the loop ends early', async () => {
    let closed: () => void = () => undefined;
    const whenClosed = new Promise<void>((resolve) => (closed = resolve));
    const hub = await client((_request, response) => {
      response.on('close', closed);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: text\ndata: {"text":"Hel"}\n\n');
    });
    for await (const event of hub.project('acme/desk').executeStream({ path: 'a.prompt' })) {
      expect(event).toEqual({ type: 'text', text: 'Hel' });
      break;
    }
    await whenClosed;
  });

  it('that answer something else than events are named', async () => {
    const hub = await client(json(result));
    expect(await failure(collect(hub))).toBeInstanceOf(HubProtocolError);
  });
});

test('prompts are listed of a project and of an organization, with all that is asked for', async () => {
  const seen: (string | undefined)[] = [];
  const item = {
    project: 'desk',
    path: 'a.prompt',
    name: 'a',
    blob: 'c'.repeat(40),
    partial: false,
    tags: ['red'],
    commit: commit.id,
    updatedBy: 'Ada',
    updatedAt: commit.createdAt,
    snippet: [{ text: 'hi', match: true }],
  };
  const hub = await client((request, response) => {
    seen.push(request.url);
    json({ items: [item], nextCursor: 'next' })(request, response);
  });
  const page = { items: [item], nextCursor: 'next' };
  expect(await hub.project('acme/desk').prompts()).toEqual(page);
  expect(
    await hub.project('acme/desk').prompts({ q: 'a&b', tag: ['red', 'x y'], branch: 'b', limit: 3 }),
  ).toEqual(page);
  expect(await hub.organization('acme').prompts({ tag: [], owner: 'ops', model: 'm', sort: 'rank' })).toEqual(
    page,
  );
  expect(seen).toEqual([
    '/api/v1/projects/acme/desk/prompts',
    '/api/v1/projects/acme/desk/prompts?q=a%26b&tag=red&tag=x+y&branch=b&limit=3',
    '/api/v1/organizations/acme/prompts?owner=ops&model=m&sort=rank',
  ]);
});
