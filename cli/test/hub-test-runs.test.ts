import { againstRealHub, json } from './real-hub';
import type { Folder } from './workspace';

againstRealHub('test runs', (hub) => {
  let here: Folder;
  const prompt = (expected: string) =>
    `---\nmodel: echo/echo\ninput: { schema: { name: string } }\nprompthub.tests:\n` +
    `  - { description: greets, vars: { name: Ada }, assert: [ { type: equals, value: "${expected}" } ] }\n` +
    `---\nHello {{name}}\n`;

  beforeAll(async () => {
    here = await hub.signedIn();
    await here.run(['pull']);
    here.write({ 'greet.prompt': prompt('Hello Ada') });
    await here.run(['push', 'greet.prompt', '-m', 'Greets']);
    await here.run(['runs', '--keep', 'all', '--days', '1']);
  });

  it('are started, waited for, listed and shown', async () => {
    const { code, stdout, stderr } = await here.run(['test-runs', 'start', 'greet.prompt', '--wait']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/✓ greets\n.* passed {2}.*main {2}greet\.prompt {2}1 of 1 passed/s),
    ]);
    expect(stderr).toMatch(/The hub runs the tests of [0-9a-f]{10} as [0-9a-f-]{36}\./);
    const [run] = await json(here, 'test-runs', 'list', 'greet.prompt');
    expect(run).toMatchObject({ status: 'passed', from: 'hub', paths: ['greet.prompt'] });
    const report = await json(here, 'test-runs', 'show', run.id);
    expect(report).toMatchObject({
      ...{ version: 1, totals: { passed: 1, total: 1 } },
      prompts: [
        { prompt: 'greet.prompt', tests: [{ description: 'greets', output: 'Hello Ada', status: 'passed' }] },
      ],
    });
    here.write({ 'results.json': JSON.stringify(report) });
    const shown = await here.run(['report', 'results.json']);
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('✓ greets')]);
  });

  it('are told from their exit code, and say why', async () => {
    here.write({ 'greet.prompt': prompt('Hello Bo') });
    await here.run(['push', 'greet.prompt', '-m', 'Wrong']);
    const { code, stdout } = await here.run(['test-runs', 'start', 'greet.prompt', '--wait']);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/✗ greets\n.*Hello Bo.*0 of 1 passed, 1 failed/s),
    ]);
  });

  it('are reported, and let a version into an environment that requires them', async () => {
    await here.run(['environments', '--create', 'tested']);
    const required = await here.run(['environments', '--require-tests', 'tested', '--reported']);
    expect(required.stdout).toContain('tested (requires tests, also reported ones)');
    const refused = await here.run(['deploy', 'tested', 'greet.prompt', '--why', 'x']);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('prompthub test-runs start greet.prompt --ref'),
    ]);
    here.write({ 'greet.prompt': prompt('Hello Ada') + '\n' });
    await here.run(['push', 'greet.prompt', '-m', 'Right']);
    expect((await here.run(['test', 'greet.prompt', '--output', 'own.json'])).code).toBe(0);
    const reported = await json(here, 'test-runs', 'upload', 'own.json', '--source', 'by hand');
    expect(reported).toMatchObject({
      from: 'reported',
      status: 'passed',
      source: 'by hand',
      totals: { total: 1 },
    });
    expect((await here.run(['deploy', 'tested', 'greet.prompt', '--why', 'x'])).code).toBe(0);
    const free = await here.run(['environments', '--require-no-tests', 'tested']);
    expect(free.stdout).not.toContain('requires');
  });

  it.each([['show'], ['cancel'], ['upload'], ['dance']])('what %s lacks is said', async (...args) => {
    const { code, stderr } = await here.run(['test-runs', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/Name one|Allowed choices/)]);
  });

  it('of whose id nothing is known are not there', async () => {
    const { code, stderr } = await here.run(['test-runs', 'cancel', 'nothing']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no such test run.')]);
  });
});
