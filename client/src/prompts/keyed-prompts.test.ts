import { assignArm, type ReportExposures, type ResolvedPrompt } from '@prompthub/protocol';
import { HubError } from '../errors';
import { blobId } from '../node/blob-id';
import { FakeClock } from '../testing/fake-clock';
import { unreachable } from '../transport-failure';
import { PromptClient } from './prompt-client';

const ID = '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10';
const PRODUCTION = { environment: 'production' };
const split = { id: ID, traffic: 800, arms: [{ weight: 400 }, { weight: 600 }] };
const KEYS = Array.from({ length: 200 }, (_, index) => `user-${index} 🦊`);

const textOf = (path: string, content: string) => ({ path, content, blob: blobId(Buffer.from(content)) });
const version = (content: string, digit: string) => ({
  ...textOf('reply.prompt', content),
  commit: digit.repeat(40),
  partials: { end: textOf('_end.prompt', '!') },
});
const [old, fresh] = [version('Old{{> end}}', 'a'), version('New{{> end}}', 'b')];
const running: ResolvedPrompt = {
  ...old,
  ...PRODUCTION,
  experiment: {
    id: ID,
    split: {
      traffic: split.traffic,
      arms: [
        { name: 'control', weight: 400, prompt: old },
        { name: 'new', weight: 600, prompt: fresh },
      ],
    },
  },
};

let clock: FakeClock;
let reports: ReportExposures[];
let failure: Error | undefined;
let problems: Error[];
let answer: ResolvedPrompt | Error;
let client: PromptClient;
beforeEach(() => {
  clock = new FakeClock();
  [reports, problems] = [[], []];
  failure = undefined;
  answer = running;
  client = new PromptClient(
    {
      hub: 'http://127.0.0.1:1',
      project: 'acme/desk',
      push: false,
      onExposureProblem: (problem) => void problems.push(problem),
    },
    {
      clock,
      random: () => 0.5,
      source: {
        fetch: () =>
          answer instanceof Error
            ? Promise.reject(answer)
            : Promise.resolve({ value: answer, etag: JSON.stringify(answer.experiment?.id) }),
      },
      report: (exposures) => {
        reports.push(exposures);
        return failure === undefined ? Promise.resolve() : Promise.reject(failure);
      },
    },
  );
});
afterEach(() => client.close());

const get = (key?: string) => client.getPrompt('reply', PRODUCTION, key === undefined ? {} : { key });
const saysOf = async (key?: string): Promise<string> => JSON.stringify((await get(key)).render({}).messages);
const reported = () => reports.flatMap(({ exposures }) => exposures.map(({ key }) => key));

it('gives the arm that the hub would give, from memory, and says which', async () => {
  for (const key of KEYS) {
    const { arm } = assignArm(split, key);
    const prompt = await get(key);
    expect(prompt.experiment).toEqual(
      arm === undefined ? undefined : { id: ID, arm: arm === 1 ? 'new' : 'control' },
    );
    expect(prompt.commit).toBe(arm === 1 ? fresh.commit : old.commit);
    expect(await saysOf(key)).toContain(arm === 1 ? 'New!' : 'Old!');
  }
  expect(await get()).toMatchObject({ commit: old.commit, experiment: undefined });
});

it('goes on while the hub is away, and tells it of exposures when it is back', async () => {
  await get('user-0');
  answer = unreachable('http://127.0.0.1:1', 'refused');
  failure = answer;
  await clock.advance(3_600_000);
  for (const key of KEYS) await get(key);
  await clock.advance(60_000);
  expect(problems.length).toBeGreaterThan(0);
  failure = undefined;
  reports.length = 0;
  await clock.advance(60_000);
  const counted = KEYS.filter((key) => assignArm(split, key).arm !== undefined);
  expect(
    reported()
      .filter((key) => key !== 'user-0')
      .sort(),
  ).toEqual([...counted].sort());
});

it('reports each key once, in batches, and never one that is in no arm', async () => {
  for (const key of [...KEYS, ...KEYS]) await get(key);
  await get();
  expect(reports).toEqual([]);
  await clock.advance(5_000);
  expect(reports).toHaveLength(1);
  expect(new Set(reported()).size).toBe(reported().length);
  for (const key of reported()) expect(assignArm(split, key).arm).toBeDefined();
  await clock.advance(60_000);
  expect(reports).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

it('says how many it lost: those that it had no room for, and those that the hub refused', async () => {
  failure = unreachable('http://127.0.0.1:1', 'refused');
  const keys = Array.from({ length: 13_000 }, (_, index) => `k${index}`);
  const counted = keys.filter((key) => assignArm(split, key).arm !== undefined).length;
  expect(counted).toBeGreaterThan(10_000);
  for (const key of keys) await get(key);
  failure = undefined;
  await client.flush();
  expect(reported()).toHaveLength(10_000);
  expect(reports[0]?.lost).toEqual([{ experiment: ID, count: counted - 10_000 }]);
  expect(reports.slice(1).every(({ lost }) => lost.length === 0)).toBe(true);

  reports.length = 0;
  const problem = { type: 'x', title: 'Forbidden', status: 403, code: 'insufficient-scope' };
  failure = new HubError(problem);
  await get(keys.find((key) => assignArm(split, `${key}!`).arm !== undefined)?.concat('!'));
  await client.flush();
  failure = undefined;
  await clock.advance(60_000);
  expect(reports.at(-1)).toEqual({ exposures: [], lost: [{ experiment: ID, count: 1 }] });
});

it('gives what runs there once the experiment has ended', async () => {
  const key = KEYS.find((each) => assignArm(split, each).arm === 1) ?? '';
  expect(await saysOf(key)).toContain('New!');
  answer = { ...old, ...PRODUCTION };
  client.refresh('reply');
  await clock.advance(1_000);
  expect(await get(key)).toMatchObject({ commit: old.commit, experiment: undefined });
});

it.each(['', 'x'.repeat(1025)])('refuses a key that is none', async (key) => {
  await expect(get(key)).rejects.toThrow('1 to 1024 characters');
});
