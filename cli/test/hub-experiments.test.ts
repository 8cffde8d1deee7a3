import { HubClient, PromptClient } from '@prompthub/client';
import { againstRealHub, json } from './real-hub';
import type { Folder } from './workspace';

const PLAN = `
name: Shorter
environment: staging
path: shortened.prompt
hypothesis: Shorter is better.
arms:
  - { name: control, weight: 500 }
  - { name: short, ref: main, weight: 500 }
metric: { name: solved, kind: binary, better: higher }
`;

againstRealHub('experiments', (hub) => {
  let here: Folder;
  beforeAll(async () => {
    here = await hub.signedIn();
    await here.run(['pull']);
    here.write({ 'shortened.prompt': '---\nmodel: echo/x\n---\nA long text\n', 'plan.yaml': PLAN });
    await here.run(['push', 'shortened.prompt', '-m', 'Long']);
    await here.run(['deploy', 'staging', 'shortened.prompt', '--why', 'first']);
    here.write({ 'shortened.prompt': '---\nmodel: echo/x\n---\nShort\n' });
    await here.run(['push', 'shortened.prompt', '-m', 'Short']);
  });
  const experiments = (...args: string[]) => here.run(['experiments', ...args]);
  const why = ['--why', 'Enough is known'];

  it('are planned in a file, started, looked at and stopped', async () => {
    expect(await experiments()).toMatchObject({ code: 0, stdout: '', stderr: 'There are no experiments.\n' });
    const created = await experiments('create', 'plan.yaml');
    expect(created.stdout).toMatch(
      /^draft {2}Shorter {2}staging shortened\.prompt {2}control 500 ‰, short 500 ‰ of 1000 ‰ {2}[0-9a-f-]{36}\n$/,
    );
    expect(created.stderr).toMatch(
      /^About [12],\d{3} keys in all arms show a difference of 10\.0 points in "solved"/,
    );
    here.write({ 'edited.yaml': PLAN.replace('500', '900').replace('weight: 500', 'weight: 100') });
    const edit = () => experiments('edit', 'Shorter', '--file', 'edited.yaml');
    expect((await edit()).stdout).toContain('control 900 ‰, short 100 ‰ of 1000 ‰');
    await experiments('create', 'plan.yaml');
    expect(await experiments('delete', 'Shorter')).toMatchObject({
      ...{ code: 0, stdout: '', stderr: 'Deleted the draft "Shorter".\n' },
    });
    expect((await experiments('start', 'Shorter')).stdout).toMatch(/^running {2}Shorter/);
    expect((await experiments('start', 'Shorter')).stderr).toContain('"Shorter" is running.');
    expect((await edit()).stderr).toContain('one that is a draft');
    expect((await experiments('traffic', 'Shorter', '--traffic', '200')).stdout).toContain('of 200 ‰');
    const shown = await experiments('show', 'Shorter');
    expect(shown.stdout).toContain('0 keys were shown an arm: "control" 0, "short" 0.\n');
    expect(shown.stdout).toMatch(/Go on\.\n$/);
    expect(await json(here, 'experiments', 'show', 'Shorter')).toMatchObject({
      recommendation: { action: 'go-on' },
    });
    expect(await json(here, 'experiments')).toEqual([
      expect.objectContaining({ state: 'running', traffic: 200 }),
    ]);
    expect((await experiments('stop', 'Shorter', ...why)).stdout).toMatch(/^stopped {2}Shorter/);
    expect((await experiments('show', 'Shorter')).stdout).toContain('Ended: Enough is known\n');
  });

  it('take outcomes, and end in a deployment', async () => {
    const { id }: { id: string } = await json(here, 'experiments', 'create', 'plan.yaml');
    await experiments('start', id);
    const outcome = (...args: string[]) =>
      experiments('outcome', 'solved', '--key', 'user-1', '--value', ...args);
    expect(await outcome('1')).toMatchObject({ code: 0, stderr: 'Recorded.\n' });
    expect(await outcome('1')).toMatchObject({ code: 0, stderr: 'Known already: it counts once.\n' });
    expect(await outcome('0.5', '--id', 'x')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('0 or 1'),
    });
    expect(await experiments('outcome', 'sloved', '--key', 'a', '--value', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is: solved.'),
    });
    expect((await experiments('promote', id, '--arm', 'short', ...why)).stdout).toMatch(
      /^promoted \(short\)/,
    );
    const moves: { path: string }[] = await json(here, 'environments', '--history', 'staging');
    expect(moves[0]).toMatchObject({ kind: 'deployed', path: 'shortened.prompt', why: 'Enough is known' });
  });

  it('divide the prompts of an application as the hub does, and count them', async () => {
    here.write({ 'shortened.prompt': '---\nmodel: echo/x\n---\nShorter still\n' });
    await here.run(['push', 'shortened.prompt', '-m', 'Shorter still']);
    const { id }: { id: string } = await json(here, 'experiments', 'create', 'plan.yaml');
    await experiments('start', id);
    const token = () => hub.token(here);
    const project = new HubClient({ baseUrl: hub.url, token }).project('acme/support-desk');
    const prompts = new PromptClient({ hub: hub.url, project: 'acme/support-desk', token, push: false });
    const counts: Record<string, number> = {};
    for (let index = 0; index < 40; index++) {
      const key = `user-${index} 🦊`;
      const mine = await prompts.getPrompt('shortened', { environment: 'staging' }, { key });
      const theirs = await project.resolvePrompt({ path: 'shortened', environment: 'staging', key });
      if (theirs === 'unchanged') throw new Error('nothing was known before');
      expect([mine.text, mine.experiment]).toEqual([theirs.value.content, theirs.value.experiment]);
      const { arm = '' } = mine.experiment ?? {};
      counts[arm] = (counts[arm] ?? 0) + 1;
    }
    await prompts.flush();
    prompts.close();
    const { arms } = await project.experiments.results(id);
    expect(Object.fromEntries(arms.map(({ name, exposures }) => [name, exposures]))).toEqual(counts);
    await experiments('rollback', id, ...why);
  });

  it.each([
    [['create', 'none.yaml'], 'none.yaml cannot be read'],
    [['create', 'broken.yaml'], 'is no YAML'],
    [['create', 'wrong.yaml'], 'arms: weights are per mille and add up to 1000; these add up to 900'],
    [['start'], 'Say which experiment'],
    [['stop', 'Shorter'], '--why'],
    [['promote', 'Shorter', '--why', 'x'], '--arm'],
    [['traffic', 'Shorter'], '--traffic'],
    [['edit', 'Shorter'], '--file'],
    [['outcome', 'solved', '--value', '1'], '--key'],
    [['outcome', 'solved', '--key', 'a', '--value', 'NaN'], 'must be a number'],
    [['dance', 'Shorter'], 'Allowed choices'],
    [['list', 'Shorter'], 'Did you mean "show"?'],
  ])('are not done when the command is wrong: %j', async (args, said) => {
    here.write({ 'broken.yaml': '{ a: [', 'wrong.yaml': PLAN.replace('500', '400') });
    const { code, stderr } = await experiments(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  it('that nobody knows are not there', async () => {
    expect(await experiments('show', 'Longer')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no experiment "Longer"'),
    });
  });
});
