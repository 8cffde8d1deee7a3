import { publish, REPLY } from './history-project';
import type { ReleasesScene } from './experiment-steps';
import { wear } from './themes';

const TESTED = REPLY.replace(
  '---\n{{role "system"}}',
  [
    'prompthub.tests:',
    '  - { description: is warm, vars: { ticket: Hello }, assert: [{ type: contains, value: warm }] }',
    '  - { description: repeats the ticket, vars: { ticket: Lost }, assert: [{ type: contains, value: Lost }] }',
    '---',
    '{{role "system"}}',
  ].join('\n'),
);

/** An environment takes only what passed its tests on the hub, which are run from here. */
export function hubTestSteps(
  step: (title: string, action: () => Promise<void>) => void,
  scene: () => ReleasesScene,
): void {
  let commit: string;

  const deploy = async () => {
    const { window } = scene();
    await window.run('PromptHub: Deploy…');
    await window.pick('development', 'Deploy to which environment?');
    await window.pick('Test the answer', 'Deploy to development');
    await window.input('Try it', `Deploy ${commit.slice(0, 7)} to development`);
  };

  step('an environment that wants tests refuses what has none, and they are run on the hub', async () => {
    const { window, project } = scene();
    commit = await publish(project, 'main', 'Test the answer', { 'reply.prompt': TESTED });
    const requires = { testRun: 'passed', from: 'hub' } as const;
    await project.releases.updateEnvironment('development', { requires });
    await deploy();
    const refusal = window.toast('takes only what passed a test run of the hub');
    await refusal.locator('.monaco-button', { hasText: 'Run Tests on the Hub' }).click();
    await window.input('0.50', 'What the test run may cost');
    // Nobody asks for the row anew: it gets on by what the hub tells.
    await window
      .treeItem(commit.slice(0, 7))
      .filter({ hasText: /passed\s·\s2\sof\s2/ })
      .waitFor();
    expect((await project.testRuns.list()).items).toMatchObject([
      { from: 'hub', commit, status: 'passed', maxCostUsd: 0.5 },
    ]);
  });

  step('what came of them is a matrix, and the version is taken now', async () => {
    const { window, desk } = scene();
    await window.clickRow(window.treeItem(/passed\s·\s2\sof\s2/), () => window.hasWebview('#rows tr'));
    const matrix = await window.webview('#rows');
    await matrix.locator('#rows tr', { hasText: 'repeats the ticket' }).waitFor();
    await matrix.locator('#summary', { hasText: '2 passed' }).waitFor();
    expect(await matrix.locator('#again').isVisible()).toBe(false);
    await window.run('Notifications: Clear All Notifications');
    for (const theme of ['light', 'dark'] as const) {
      await wear(window.page, theme);
      await desk.shot(`test-runs-${theme}`);
    }
    await deploy();
    await window.toast(`development runs ${commit.slice(0, 7)} now`).waitFor();
  });
}
