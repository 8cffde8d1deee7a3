import fc from 'fast-check';
import type { LiveEvent, ResolvedPrompt } from '@prompthub/protocol';
import type { ProjectListener } from '../live/project-follower';
import { FakeClock } from '../testing/fake-clock';
import { unreachable } from '../transport-failure';
import { PromptClient, type PromptClientOptions } from './prompt-client';
import type { PromptSelector } from './prompt-request';

const PROJECT = '01890a5d-ac96-774b-bcce-b302099a8057';
const COMMIT = 'c'.repeat(40);
const PATHS = ['a.prompt', 'b.prompt'];
const NAMES = ['production', 'staging'];
/** All that an application may have asked for. */
const REQUESTS = PATHS.flatMap((path) => [
  ...NAMES.map((environment) => ({ path, selector: { environment } })),
  ...NAMES.map((label) => ({ path, selector: { label } })),
  { path, selector: { commit: COMMIT } },
]);

let clock: FakeClock;
let asked: string[];
let listeners: ProjectListener[];
let closed: number;
let down: boolean;

beforeEach(() => {
  clock = new FakeClock();
  [asked, listeners, closed, down] = [[], [], 0, false];
});

const nameOf = (path: string, selector: PromptSelector) => `${path} ${JSON.stringify(selector)}`;

function clientOf(options: Partial<PromptClientOptions> = {}): PromptClient {
  const resolved = (path: string): ResolvedPrompt => ({
    ...{ path, content: 'Hello', blob: COMMIT, commit: COMMIT, partials: {} },
  });
  return new PromptClient(
    { hub: 'http://hub', project: 'acme/desk', ...options },
    {
      clock,
      random: () => 0.999,
      source: {
        fetch({ path, selector }) {
          asked.push(nameOf(path, selector));
          if (down) return Promise.reject(unreachable('http://hub', 'refused'));
          return Promise.resolve({ value: resolved(path), etag: 'etag' });
        },
      },
      follow(listener) {
        listeners.push(listener);
        return { close: () => void closed++ };
      },
    },
  );
}

async function filled(): Promise<PromptClient> {
  const client = clientOf();
  for (const { path, selector } of REQUESTS) await client.getPrompt(path, selector);
  asked.length = 0;
  return client;
}

const commit = fc.constantFrom(COMMIT, null);
const event: fc.Arbitrary<LiveEvent> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('environment' as const, 'label' as const),
    project: fc.constant(PROJECT),
    name: fc.constantFrom(...NAMES, 'elsewhere'),
    path: fc.option(fc.constantFrom(...PATHS, 'c.prompt')),
    commit,
  }),
  fc.record({
    kind: fc.constant('branch' as const),
    project: fc.constant(PROJECT),
    name: fc.constantFrom(...NAMES),
    head: commit,
  }),
  fc.record({
    kind: fc.constant('test-run' as const),
    project: fc.constant(PROJECT),
    run: fc.constant('0198b7c2-5d1e-7a40-9f2b-3c4d5e6f7a8b'),
  }),
  fc.record({
    kind: fc.constant('experiment' as const),
    project: fc.constant(PROJECT),
    experiment: fc.constant('0198b7c2-5d1e-7a40-9f2b-3c4d5e6f7a8b'),
    state: fc.constantFrom('running' as const, 'stopped' as const, null),
    alarm: fc.boolean(),
  }),
);

it('asks within half a second for what moved, and for nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(event, async (moved) => {
      const client = await filled();
      listeners.at(-1)?.moved(moved);
      await clock.advance(500);
      const concerned = REQUESTS.filter(({ path, selector }) => {
        if (moved.kind !== 'environment' && moved.kind !== 'label') return false;
        if (moved.path !== null && moved.path !== path) return false;
        return JSON.stringify(selector) === JSON.stringify({ [moved.kind]: moved.name });
      });
      expect(asked.sort()).toEqual(concerned.map(({ path, selector }) => nameOf(path, selector)).sort());
      client.close();
    }),
    { numRuns: 100 },
  );
});

it('asks for all that can have moved when the connection is there (again)', async () => {
  await filled();
  listeners[0]?.connected();
  await clock.advance(500);
  expect(asked).toHaveLength(8);
  expect(asked.join()).not.toContain('commit');
});

it('asks at once when the hub is back, also where it was to rest after a failure', async () => {
  const client = clientOf({ deadlineMs: 100 });
  await client.getPrompt('a', { label: 'staging' });
  down = true;
  await clock.advance(60_000);
  for (let failure = 1; failure <= 5; failure++) {
    await client.getPrompt('a', { label: 'staging' });
    await clock.advance(failure < 5 ? 30_000 : 0);
  }
  [down, asked.length] = [false, 0];
  client.refresh();
  await clock.advance(500);
  expect(asked).toEqual([]);
  listeners[0]?.connected();
  await clock.advance(500);
  expect(asked).toHaveLength(1);
  expect(await client.getPrompt('a', { label: 'staging' })).toMatchObject({ source: 'cache' });
});

it('follows once, and only who has a prompt that can move', async () => {
  const client = clientOf();
  await client.getPrompt('a', { commit: COMMIT });
  expect(listeners).toHaveLength(0);
  await client.getPrompt('a', { label: 'stable' });
  await client.getPrompt('b', { environment: 'staging' });
  expect(listeners).toHaveLength(1);
});

it('follows nobody when it is not to, nor any more when it was closed', async () => {
  await clientOf({ push: false }).getPrompt('a', { label: 'staging' });
  await clientOf({ fetch }).getPrompt('a', { label: 'staging' });
  expect(listeners).toHaveLength(0);
  const client = await filled();
  client.close();
  await client.getPrompt('a', { label: 'staging' });
  listeners[0]?.connected();
  await clock.advance(500);
  expect([listeners.length, closed, asked]).toEqual([1, 1, []]);
});
