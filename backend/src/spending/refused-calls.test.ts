import { RefusedCalls } from './refused-calls';
import type { Spender } from './spender';

afterEach(() => jest.useRealTimers());

const spender = (userId: string): Spender => ({
  ...{
    organizationId: 'o',
    projectId: 'p',
    userId,
    tokenId: undefined,
    path: 'a.prompt',
    environment: undefined,
  },
});

test('who is refused on and on is recorded sixty times a minute, and nobody else less for it', () => {
  jest.useFakeTimers();
  const calls = new RefusedCalls();
  const recorded = (userId: string, asked: number): number =>
    Array.from({ length: asked }, () => calls.mayRecord(spender(userId))).filter(Boolean).length;
  expect(['a', 'a', 'b'].map((user) => recorded(user, 50))).toEqual([50, 10, 50]);
  jest.advanceTimersByTime(60_000);
  expect(recorded('a', 100)).toBe(60);
});
