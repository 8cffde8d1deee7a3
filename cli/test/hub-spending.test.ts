import { HubClient } from '@prompthub/client';
import { startModels } from './models-server';
import { againstRealHub, json } from './real-hub';
import type { Folder } from './workspace';

againstRealHub('spending', (hub) => {
  let here: Folder;
  beforeAll(async () => {
    here = await hub.signedIn();
    await here.run(['pull']);
    here.write({ 'greet.prompt': '---\nmodel: echo/echo\n---\nHello\n' });
    await here.run(['push', 'greet.prompt', '-m', 'Greet']);
  });

  it('is kept under budgets, which are made, changed and removed by whose calls they count', async () => {
    expect(await here.run(['budgets'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('no budgets'),
    });
    expect((await here.run(['budgets', '--set', '200', '--for', 'organization'])).stdout).toMatch(
      /^the whole organization {2}\$0 of \$200\.00 a month, hard {2}0 % {2}anew \d{4}-\d\d-01\n$/,
    );
    const daily = ['--for', 'user:me', '--period', 'day'];
    await here.run(['budgets', '--set', '0.50', ...daily, '--soft']);
    expect((await here.run(['budgets', '--set', '2', ...daily])).stdout).toMatch(
      /^member \S.* {2}\$0 of \$2\.00 a day, hard /,
    );
    expect(await json(here, 'budgets')).toHaveLength(2);
    expect(await json(here, 'budgets', '--spending', '--for', 'organization')).toMatchObject([
      { settledUsd: 0, reservedUsd: 0 },
    ]);
    expect(await here.run(['budgets', '--remove', ...daily])).toMatchObject({ code: 0, stdout: '' });
    expect(await json(here, 'budgets')).toMatchObject([{ for: { scope: 'organization' }, limitUsd: 200 }]);
  });

  it('is slowed by limits, which are made, changed and removed in the same way', async () => {
    await here.run(['limits', '--set', '60', '--for', 'key']);
    expect((await here.run(['limits', '--set', '90', '--for', 'key'])).stdout).toBe(
      'each personal token  90 calls a minute\n',
    );
    await here.run([
      'limits',
      '--set',
      '4',
      '--for',
      'prompt:greet.prompt',
      '--measure',
      'parallel-requests',
    ]);
    expect((await here.run(['limits'])).stdout.split('\n').sort()).toEqual([
      '',
      'each personal token  90 calls a minute',
      'greet.prompt of support-desk  4 calls at the same time',
    ]);
    expect(await here.run(['limits', '--remove', '--for', 'key'])).toMatchObject({ code: 0 });
    expect(await json(here, 'limits')).toMatchObject([{ measure: 'parallel-requests', limit: 4 }]);
  });

  it('warns where a run comes near to a soft budget, and says why one is refused by a hard one', async () => {
    const models = await startModels();
    const token = await hub.token(here);
    const client = new HubClient({ baseUrl: hub.url, token: () => Promise.resolve(token) });
    await client.project('acme/support-desk').setProviderKey('openai', { key: 'sk-1', baseUrl: models.url });
    const run = () => here.run(['run', 'greet.prompt', '--hub', '--model', 'openai/gpt-5-mini']);
    const budget = ['--for', 'prompt:greet.prompt'];
    await here.run(['budgets', '--set', '0.0001', '--soft', ...budget]);
    expect(await run()).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/\$0\.010 .*\nThe monthly budget of .*greet\.prompt.* is passed/),
    });
    await here.run(['budgets', '--set', '0.0001', ...budget]);
    expect(await run()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/monthly budget of .*raise it/),
    });
    await here.run(['budgets', '--remove', ...budget]);
    await client.project('acme/support-desk').deleteProviderKey('openai');
    models.stop();
  });

  it('is told run by run, by every filter', async () => {
    await here.run(['run', 'greet.prompt', '--hub']);
    await here.run(['run', 'greet.prompt', '--hub', '--model', 'openai/gpt-5-mini']);
    const runs = (...args: string[]) => json(here, 'runs', ...args);
    const succeeded = { path: 'greet.prompt', model: 'echo/echo', status: 'succeeded', cached: false };
    expect(await runs('--mine', '--since', '1h', '--model', 'echo/echo')).toMatchObject([succeeded]);
    expect(await runs('greet.prompt', '--model', 'echo/echo', '--limit', '1')).toMatchObject([succeeded]);
    for (const filter of [
      ['other.prompt'],
      ['--until', '1d'],
      ['--error', 'timeout'],
      ['--environment', 'staging'],
    ])
      expect(await runs(...filter)).toEqual([]);
    expect((await here.run(['runs', '--model', 'echo/echo'])).stdout).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d {2}succeeded {2}greet\.prompt {2}[0-9a-f]{10} {2}echo\/echo {2}\d+ \+ \d+ tokens {2}/,
    );
  });

  it('is kept with values and answers where the policy says so', async () => {
    expect(await here.run(['runs', '--policy'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Values and answers of /),
    });
    expect(await json(here, 'runs', '--keep', 'all', '--days', '7')).toEqual({
      keepContents: 'all',
      keepDays: 7,
    });
    expect((await here.run(['runs', '--keep', 'failed'])).stdout).toBe(
      'Values and answers of failed runs are kept for 7 days.\n',
    );
    await here.run(['runs', '--keep', 'none']);
    expect(await json(here, 'runs', '--policy')).toEqual({ keepContents: 'none', keepDays: 7 });
    expect((await here.run(['runs', '--policy'])).stdout).toBe('Values and answers of runs are not kept.\n');
  });

  it.each([
    [['runs', '--days', '7'], /--days goes with --keep/],
    [['runs', '--keep', 'some'], /all, failed, none/],
    [['budgets', '--set', '5'], /--for/],
    [['budgets', '--for', 'project'], /go with --set/],
    [['budgets', '--set', '$5', '--for', 'project'], /without a sign/],
    [['budgets', '--set', '5', '--for', 'everybody'], /says not whose calls/],
    [['budgets', '--remove', '--for', 'project'], /no budget of project support-desk for a month/],
    [['budgets', '--set', '5', '--for', 'user:nobody@example.com'], /No member of acme/],
    [['budgets', '--set', '5', '--for', 'key:mine'], /None of your personal tokens/],
    [['limits', '--set', '5', '--for', 'prompt:/elsewhere.prompt'], /does not lie in the project/],
    [['limits', '--set', '1.5', '--for', 'key'], /whole number/],
    [['limits', '--remove', '--for', 'organization'], /no limit of requests-per-minute/],
    [['runs', '--since', 'yesterday'], /how long ago/],
  ])('wrong usage is exit code 2: %j', async (args, message) => {
    expect(await here.run(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});
