import type { TokenResponse } from '@prompthub/protocol';
import { fakeSecrets } from './fake-secrets';
import { SessionEndedError, SessionStore } from './session-store';
import type { StoredSession } from './stored-session';

const HUB = 'http://127.0.0.1:4100';
const session = (extra: Partial<StoredSession> = {}): StoredSession => ({
  id: 'a',
  kind: 'oauth',
  hub: HUB,
  accessToken: 'access-1',
  refreshToken: 'refresh-1',
  expiresAt: 1_000_000,
  account: { id: 'u', label: 'ann@example.org' },
  ...extra,
});
const tokens = (n: number): TokenResponse => ({
  access_token: `access-${n}`,
  refresh_token: `refresh-${n}`,
  expires_in: 900,
  token_type: 'Bearer',
});
class Ended extends Error {}
const isEnded = (error: unknown) => error instanceof Ended;

/** A hub that rotates refresh tokens and refuses all but the newest. */
function rotatingHub() {
  let current = 1;
  const calls: string[] = [];
  return {
    calls,
    refresh: async ({ refreshToken }: StoredSession) => {
      calls.push(refreshToken ?? '');
      await Promise.resolve();
      if (refreshToken !== `refresh-${current}`) throw new Ended();
      current += 1;
      return tokens(current);
    },
  };
}

test('a token with time to live is used as it is', async () => {
  const hub = rotatingHub();
  const store = new SessionStore({ secrets: fakeSecrets(), isEnded, now: () => 0, ...hub });
  await store.put(session());
  expect(await store.token(HUB)).toBe('access-1');
  expect(hub.calls).toEqual([]);
});

test('callers at the same time share one refresh, and its tokens are stored', async () => {
  const hub = rotatingHub();
  const store = new SessionStore({ secrets: fakeSecrets(), isEnded, now: () => 999_000, ...hub });
  await store.put(session());
  expect(await Promise.all([store.token(HUB), store.token(HUB), store.token(HUB)])).toEqual(
    Array(3).fill('access-2'),
  );
  expect(hub.calls).toEqual(['refresh-1']);
  expect(await store.get(HUB)).toMatchObject({ refreshToken: 'refresh-2', expiresAt: 999_000 + 900_000 });
});

test('a refused token is renewed although it looked fresh', async () => {
  const store = new SessionStore({ secrets: fakeSecrets(), isEnded, now: () => 0, ...rotatingHub() });
  await store.put(session());
  expect(await store.token(HUB, 'access-1')).toBe('access-2');
});

test('the window that lost the race uses what the other one stored', async () => {
  const values = new Map<string, string>();
  const first = new SessionStore({
    secrets: fakeSecrets(values),
    isEnded,
    now: () => 999_000,
    ...rotatingHub(),
  });
  const second = new SessionStore({
    secrets: fakeSecrets(values),
    isEnded,
    now: () => 999_000,
    refresh: async () => {
      await first.token(HUB);
      throw new Ended();
    },
  });
  await first.put(session());
  expect(await second.token(HUB)).toBe('access-2');
  expect(await second.list()).toHaveLength(1);
});

test('a refresh that the hub refuses ends the session', async () => {
  const store = new SessionStore({
    secrets: fakeSecrets(),
    isEnded,
    now: () => 999_000,
    refresh: () => Promise.reject(new Ended()),
  });
  await store.put(session());
  await expect(store.token(HUB)).rejects.toThrow(SessionEndedError);
  expect(await store.get(HUB)).toBeUndefined();
});

test('a hub that is away does not sign anybody out', async () => {
  const store = new SessionStore({
    secrets: fakeSecrets(),
    isEnded,
    now: () => 999_000,
    refresh: () => Promise.reject(new Error('refused')),
  });
  await store.put(session());
  await expect(store.token(HUB)).rejects.toThrow('refused');
  expect(await store.get(HUB)).toBeDefined();
});

test('signing out during a refresh stays signed out', async () => {
  const store: SessionStore = new SessionStore({
    secrets: fakeSecrets(),
    isEnded,
    now: () => 999_000,
    refresh: async () => {
      await store.remove(HUB);
      return tokens(2);
    },
  });
  await store.put(session());
  await store.token(HUB);
  expect(await store.get(HUB)).toBeUndefined();
});

test('a personal token neither expires nor refreshes', async () => {
  const hub = rotatingHub();
  const store = new SessionStore({ secrets: fakeSecrets(), isEnded, now: () => 9e12, ...hub });
  await store.put(
    session({ kind: 'personal', accessToken: 'phub_x', refreshToken: undefined, expiresAt: undefined }),
  );
  expect(await store.token(HUB)).toBe('phub_x');
  expect(hub.calls).toEqual([]);
});

test('what cannot be read counts as signed out', async () => {
  const secrets = fakeSecrets(new Map([[`session:${HUB}`, '{"half":']]));
  const store = new SessionStore({ secrets, isEnded, ...rotatingHub() });
  expect(await store.token(HUB)).toBeUndefined();
  expect(await store.list()).toEqual([]);
});
