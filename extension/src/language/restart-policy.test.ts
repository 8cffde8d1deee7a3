import { RestartPolicy } from './restart-policy';

test('four crashes in a row restart the server, the fifth does not', () => {
  const policy = new RestartPolicy(() => 0);
  expect([1, 2, 3, 4, 5].map(() => policy.crashed())).toEqual([true, true, true, true, false]);
});

test('crashes far apart are forgotten', () => {
  let now = 0;
  const policy = new RestartPolicy(() => now);
  const restarts = Array.from({ length: 20 }, () => {
    now += 60_000;
    return policy.crashed();
  });
  expect(restarts).not.toContain(false);
});

test('a restart by hand starts the count anew', () => {
  const policy = new RestartPolicy(() => 0);
  for (let i = 0; i < 5; i++) policy.crashed();
  policy.reset();
  expect(policy.crashed()).toBe(true);
});
