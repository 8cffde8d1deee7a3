import { ReplyError } from 'ioredis';
import { MOMENT_MS, PASS_BY_MS, PassBy } from './pass-by';
import { RedisAway } from './redis-away';

let now: number;
let passBy: PassBy;
let asked: number;

beforeEach(() => {
  now = 0;
  asked = 0;
  passBy = new PassBy(() => now);
});

const answers = (): Promise<string> => {
  asked += 1;
  return Promise.resolve('answer');
};
const fails = (): Promise<never> => {
  asked += 1;
  return Promise.reject(new Error('Command timed out'));
};

/** Each as soon as it is asked again. */
async function fail(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    now += MOMENT_MS;
    await expect(passBy.attempt(fails)).rejects.toThrow('Command timed out');
  }
}

test('after one failure nobody asks for a moment, and then everybody', async () => {
  await fail(1);
  now += MOMENT_MS - 1;
  await expect(passBy.attempt(answers)).rejects.toThrow(RedisAway);
  expect(asked).toBe(1);
  now += 1;
  expect(await Promise.all([passBy.attempt(answers), passBy.attempt(answers)])).toHaveLength(2);
});

test('after three failures in a row nobody asks for two seconds', async () => {
  await fail(3);
  now += PASS_BY_MS - 1;
  await expect(passBy.attempt(answers)).rejects.toThrow(RedisAway);
  expect(asked).toBe(3);
  now += 1;
  expect(await passBy.attempt(answers)).toBe('answer');
});

test('failures between answers are not counted together', async () => {
  await fail(2);
  now += MOMENT_MS;
  await passBy.attempt(answers);
  await fail(2);
  now += MOMENT_MS;
  expect(await passBy.attempt(answers)).toBe('answer');
});

test('when the time is over one tries, and the others pass until it has succeeded', async () => {
  await fail(3);
  now += PASS_BY_MS;
  const { promise, resolve } = Promise.withResolvers<string>();
  const trying = passBy.attempt(() => promise);
  await expect(passBy.attempt(answers)).rejects.toThrow(RedisAway);
  resolve('late');
  expect(await trying).toBe('late');
  expect(await passBy.attempt(answers)).toBe('answer');
});

test('a try that fails begins the time anew', async () => {
  await fail(3);
  now += PASS_BY_MS;
  await fail(1);
  now += PASS_BY_MS - 1;
  await expect(passBy.attempt(answers)).rejects.toThrow(RedisAway);
});

test.each([
  ['a limit, which is no error', { msBeforeNext: 500 }],
  ['Redis itself', new ReplyError('OOM command not allowed')],
])('what is refused by %s shows that Redis answers', async (_who, refusal) => {
  await fail(2);
  now += MOMENT_MS;
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- so do rate limiters
  await expect(passBy.attempt(() => Promise.reject(refusal))).rejects.toBe(refusal);
  await fail(2);
  now += MOMENT_MS;
  expect(await passBy.attempt(answers)).toBe('answer');
});

test('when it was heard to answer, it is asked at once', async () => {
  await fail(3);
  passBy.forget();
  expect(await passBy.attempt(answers)).toBe('answer');
});
