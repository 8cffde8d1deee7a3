import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HubClient } from '@prompthub/client';
import { startModels } from './models-server';
import { againstRealHub, json } from './real-hub';
import type { Folder } from './workspace';

againstRealHub('runs', (hub) => {
  let here: Folder;
  const prompt = (greeting: string) =>
    `---\nmodel: echo/echo\ninput: { schema: { name: string } }\nprompthub.tests:\n` +
    `  - { description: greets, vars: { name: Ada }, assert: [ { type: equals, value: "Hello Ada" } ] }\n` +
    `  - { description: renders, mode: render, vars: { name: Bo }, assert: [ { type: contains, value: Bo } ] }\n` +
    `---\n${greeting} {{name}}\n`;
  const ada = ['--vars', '{"name":"Ada"}'];
  let versions: string[];

  beforeAll(async () => {
    here = await hub.signedIn();
    await here.run(['pull']);
    for (const greeting of ['Hi', 'Hello']) {
      here.write({ 'greet.prompt': prompt(greeting) });
      await here.run(['push', 'greet.prompt', '-m', greeting]);
    }
    versions = (await json(here, 'log', 'greet.prompt')).map(({ id }: { id: string }) => id);
  });

  it('the published prompt with the organization’s keys, streamed, and says which version', async () => {
    const [newest, older] = versions;
    expect(await here.run(['run', 'greet.prompt', '--hub', '--stream', ...ada])).toEqual({
      code: 0,
      stdout: 'Hello Ada\n',
      stderr: expect.stringMatching(
        `^echo/echo · \\d+ \\+ \\d+ tokens.* · version ${newest?.slice(0, 10)}\n$`,
      ),
    });
    expect(await json(here, 'run', 'greet.prompt', '--hub', '--ref', older ?? '', ...ada)).toMatchObject({
      text: 'Hi Ada',
      commit: older,
    });
  });

  it('nothing that differs from what stands here, unless a version is named', async () => {
    here.write({ 'greet.prompt': prompt('Changed') });
    expect(await here.run(['run', 'greet.prompt', '--hub', ...ada])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/greet\.prompt.*--ref main/),
    });
    const named = await here.run(['run', 'greet.prompt', '--hub', '--ref', 'main', ...ada]);
    expect(named).toMatchObject({ code: 0, stdout: 'Hello Ada\n' });
    here.write({ 'greet.prompt': prompt('Hello'), 'unpublished.prompt': 'Hi\n' });
    expect(await here.run(['run', 'unpublished.prompt', '--hub'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unpublished.prompt has none yet'),
    });
    rmSync(join(here.path, 'unpublished.prompt'));
  });

  it('what is deployed to an environment, whatever stands here', async () => {
    await here.run(['deploy', 'staging', '--ref', versions[1] ?? '', '--why', 'To see']);
    expect(
      await json(here, 'run', 'greet.prompt', '--hub', '--environment', 'staging', ...ada),
    ).toMatchObject({ text: 'Hi Ada', commit: versions[1] });
  });

  it('the prompt by another model when the first one fails, and gives a kept answer when asked to', async () => {
    const models = await startModels();
    const token = await hub.token(here);
    const client = new HubClient({ baseUrl: hub.url, token: () => Promise.resolve(token) });
    await client.project('acme/support-desk').setProviderKey('openai', { key: 'sk-1', baseUrl: models.url });
    const run = (...more: string[]) => here.run(['run', 'greet.prompt', '--hub', ...ada, ...more]);
    const cached = ['--model', 'openai/gpt-5-mini', '--cache', '600'];
    expect(await run(...cached)).toMatchObject({ code: 0, stdout: 'Hi from gpt-5-mini\n' });
    expect(await run(...cached)).toEqual({
      ...{ code: 0, stdout: 'Hi from gpt-5-mini\n' },
      stderr: expect.stringMatching(/ · kept answer, no cost, \d+ s old · /),
    });
    expect(await json(here, 'run', 'greet.prompt', '--hub', ...ada, ...cached)).toHaveProperty('cachedAt');
    expect(models.asked).toEqual(['gpt-5-mini']);
    expect(await run('--model', 'openai/broken', '--fallback', 'openai/gpt-5-nano')).toMatchObject({
      ...{ code: 0, stdout: 'Hi from gpt-5-nano\n' },
      stderr: expect.stringMatching(/^openai\/gpt-5-nano /),
    });
    expect((await here.run(['models'])).stdout).toMatch(
      /^openai\/gpt-5-mini {2}127\.0\.0\.1:\d+ {2}may be asked {2}first token after \d+ ms$/m,
    );
    await client.project('acme/support-desk').deleteProviderKey('openai');
    models.stop();
  });

  it.each([
    [1, ['greet.prompt', '--hub', '--model', 'openai/gpt-5-mini', ...ada], /has a key for.*openai/i],
    [1, ['greet.prompt', '--hub', '--ref', 'nowhere', ...ada], /no such thing.*nowhere/i],
    [1, ['greet.prompt', '--hub', '--model', 'nobody/x', ...ada], /has a key for "nobody"/],
    [2, ['greet.prompt', '--ref', 'main', ...ada], /--ref goes with --hub/],
    [2, ['greet.prompt', '--environment', 'staging', ...ada], /--environment goes with --hub/],
    [2, ['greet.prompt', '--cache', '60', ...ada], /--cache goes with --hub/],
    [2, ['greet.prompt', '--fallback', 'echo/echo', ...ada], /--fallback goes with --hub/],
    [2, ['greet.prompt', '--hub', '--ref', 'main', '--environment', 'staging'], /cannot be used with/],
    [1, ['greet.prompt', '--hub', '--environment', 'production', ...ada], /production/],
    [2, ['greet.prompt', '--hub', '--messages', '[]', ...ada], /leave out --context and --messages/],
    [2, ['-', '--hub'], /name a file/],
    [2, ['/elsewhere.prompt', '--hub'], /does not lie in the project/],
  ])('exit code %i: run %j', async (expected, args, message) => {
    const { code, stdout, stderr } = await here.run(['run', ...args]);
    expect({ code, stdout, stderr }).toEqual({
      code: expected,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('the tests of a prompt, those that need a model at the hub', async () => {
    const { totals } = await json(here, 'test', 'greet.prompt', '--hub');
    expect(totals).toMatchObject({ passed: 2, total: 2 });
    const failing = await json(here, 'test', 'greet.prompt', '--hub', '--ref', versions[1] ?? '');
    expect(failing.totals).toMatchObject({ passed: 1, failed: 1 });
    expect(failing.prompts[0].tests[0]).toMatchObject({ output: 'Hi Ada', status: 'failed' });
    const keyless = await json(here, 'test', 'greet.prompt', '--hub', '--model', 'openai/gpt-5-mini');
    expect(keyless.prompts[0].tests[0]).toMatchObject({
      status: 'errored',
      error: expect.stringMatching(/has a key for.*openai/i),
    });
  });
});
