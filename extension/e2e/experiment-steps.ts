import type { ProjectClient } from '@prompthub/client';
import type { FrameLocator } from 'playwright-core';
import type { Desk } from './desk';
import { reportKeys } from './report-keys';
import { themeNames, wear } from './themes';
import type { Workbench } from './workbench';

export interface ReleasesScene {
  readonly desk: Desk;
  readonly window: Workbench;
  /** With `reply.prompt`, whose newest version is on `main`; an older one runs in staging and in production. */
  readonly project: ProjectClient;
}

/** Versions are tried on users: planned, started, decided, and not believed when keys go missing. */
export function experimentSteps(
  step: (title: string, action: () => Promise<void>) => void,
  scene: () => ReleasesScene,
): void {
  let experiment: FrameLocator;

  step('an experiment is planned by questions, and changes nothing yet', async () => {
    const { window, project } = scene();
    await window.run('PromptHub: New Experiment…');
    await window.pick('reply', 'New experiment');
    await window.pick('staging');
    await window.pick('Merge friendlier', 'Variant for staging');
    await window.input('friendlier', 'Name of the variant');
    await window.pick('50 %');
    await window.pick('100 %');
    await window.pick('What the application reports', 'New experiment');
    await window.input('solved', 'Name of the metric');
    await window.pick('Yes or no');
    await window.pick('Higher is better');
    await window.pick('At once');
    await window.input('First names solve more tickets.', 'Hypothesis');
    await window.input('First names', 'Name of the experiment');
    experiment = await window.webview('#recommendation');
    await experiment
      .locator('#recommendation', { hasText: 'changes nothing before it is started' })
      .waitFor();
    expect((await project.experiments.list()).items).toMatchObject([
      {
        ...{ state: 'draft', environment: 'staging', path: 'reply.prompt', traffic: 1000 },
        metric: { kind: 'binary' },
      },
    ]);
  });

  step('started, it says what its keys show', async () => {
    const { window, project } = scene();
    await experiment.getByRole('button', { name: 'Start…' }).click();
    await window.answer('Start');
    await experiment.locator('#state', { hasText: 'running' }).waitFor();
    const [{ id } = { id: '' }] = (await project.experiments.list({ state: 'running' })).items;
    await reportKeys(project, { id, keys: 1500, rates: [0.4, 0.6] });
    await experiment.locator('#refresh').click();
    await experiment.locator('#recommendation', { hasText: 'Promote "friendlier"' }).waitFor();
    expect(await experiment.locator('#charts svg').count()).toBe(2);
    await window.run('PromptHub: Focus on Experiments View');
    await window
      .treeItem('First names')
      .filter({ hasText: /running · reply\sin\sstaging/ })
      .waitFor();
  });

  step('its better arm is promoted, with the reason', async () => {
    const { window, project } = scene();
    await experiment.getByRole('button', { name: 'Promote Arm…' }).click();
    await window.pick('friendlier', 'Promote an arm of');
    await window.input('Solves more tickets', 'Promote friendlier');
    await window.answer('Promote');
    await experiment.locator('#ended', { hasText: 'Promoted (friendlier)' }).waitFor();
    const [arm] = (await project.experiments.list({ state: 'promoted' })).items.flatMap(({ arms }) =>
      arms.slice(1),
    );
    expect((await project.releases.deployments('staging', { path: 'reply.prompt' })).items).toMatchObject([
      { kind: 'deployed', why: 'Solves more tickets', to: arm?.commit },
    ]);
  });

  step(
    'guards are kept in view, in every theme; once keys go missing nothing is claimed any more',
    async () => {
      const { window, project, desk } = scene();
      const solved = { name: 'solved', kind: 'binary', better: 'higher' } as const;
      const { id } = await project.experiments.create({
        ...{ name: 'Warmer', hypothesis: 'Warm answers solve more tickets.', environment: 'production' },
        arms: [
          { name: 'control', weight: 500 },
          { name: 'warmer', ref: 'main', weight: 500 },
        ],
        metric: solved,
        guards: [
          { ...solved, limit: 0.3, of: 'value' },
          { name: 'cost-usd', kind: 'mean', better: 'lower', limit: 0.01, of: 'value' },
        ],
        ...{ plannedSize: 4000, windowHours: 0 },
      });
      await project.experiments.start(id);
      await reportKeys(project, { id, keys: 1000, rates: [0.4, 0.5] });
      await window.run('PromptHub: Refresh');
      const kept = experiment.locator('#guards li', { hasText: 'Kept' });
      await window.clickRow(window.treeItem('Warmer'), () => kept.isVisible());
      await experiment.locator('#guards li', { hasText: 'Not shown' }).waitFor();
      await window.run('Notifications: Clear All Notifications');
      for (const theme of themeNames) {
        await wear(window.page, theme);
        await desk.shot(`experiment-${theme}`);
      }
      await reportKeys(project, { id, keys: 2000, rates: [0.4, undefined] });
      await experiment.locator('#refresh').click();
      await experiment.locator('#alarm', { hasText: 'did not get their shares' }).waitFor();
      expect(await experiment.locator('#charts svg, #guards li').count()).toBe(0);
      await wear(window.page, 'light');
      await desk.shot('experiment-alarm');
    },
  );
}
