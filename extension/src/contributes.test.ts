import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { commandLoaders } from './commands/registry';

interface Contributes {
  commands: { command: string; title: string; category: string; enablement: string }[];
  menus: Record<string, { command?: string }[]>;
  keybindings: { command: string }[];
  views: Record<string, { id: string; icon: string; type?: string }[]>;
  viewsContainers: { activitybar: { icon: string }[] };
  viewsWelcome: { view: string; contents: string }[];
  configuration: {
    properties: Record<string, { description?: string; markdownDescription?: string; default?: unknown }>;
  };
  grammars: { scopeName: string }[];
  walkthroughs: { steps: { id: string; description: string; media: { svg: string; altText: string } }[] }[];
}

const ROOT = path.join(__dirname, '..');
const { contributes, icon } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  contributes: Contributes;
  icon: string;
};
const contributed = contributes.commands.map(({ command }) => command);
const nameOf = (id: string) => id.slice('prompthub.'.length);
const fileOf = (id: string) =>
  path.join(
    ROOT,
    'src/commands',
    `${nameOf(id).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`,
  );

test('the commands of package.json are the ones that are registered', () => {
  expect(Object.keys(commandLoaders).sort()).toEqual([...contributed].sort());
});

test.each(contributed)('%s has one file that exports it under its name', (id) => {
  expect(readFileSync(fileOf(id), 'utf8')).toContain(`export const ${nameOf(id)}: Command`);
  expect(String(commandLoaders[id])).toContain(nameOf(id));
});

test.each(contributes.commands)('$command has a title, our category and an enablement', (command) => {
  expect(command.title).toMatch(/^[A-Z]/);
  expect(command.category).toBe('PromptHub');
  expect(command.enablement).not.toBe('');
});

test('what runs prompts, tests or publishes is off in untrusted workspaces', () => {
  const needTrust = [
    ...[
      'run',
      'runWithModel',
      'runSideBySide',
      'runWithValues',
      'test',
      'publish',
      'pull',
      'mergeBranch',
      'linkFolder',
    ],
    ...['deploy', 'deployVersion', 'promote', 'rollBack', 'withdraw', 'labels'],
    ...[
      'newBudget',
      'newRateLimit',
      'newEnvironment',
      'deleteEnvironment',
      'discardChanges',
      'keepMine',
      'keepTheirs',
    ],
    ...[
      'startTestRun',
      'cancelTestRun',
      'newExperiment',
      'startExperiment',
      'changeTraffic',
      'deleteExperiment',
      'stopExperiment',
      'promoteArm',
      'rollBackExperiment',
    ],
    ...['switchBranch', 'createBranch', 'deleteBranch', 'sendQueued', 'uncommit'],
  ];
  for (const name of needTrust) {
    const command = contributes.commands.find((one) => one.command === `prompthub.${name}`);
    expect(command?.enablement).toContain('isWorkspaceTrusted');
  }
});

test('menus, keys, welcome texts and the walkthrough name only commands that exist', () => {
  const inTexts = [
    ...contributes.viewsWelcome.map(({ contents }) => contents),
    ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
  ].flatMap((text) => [...text.matchAll(/command:(prompthub\.\w+)/g)].map((match) => match[1]));
  const named = [
    ...Object.values(contributes.menus).flatMap((items) => items.flatMap(({ command }) => command ?? [])),
    ...contributes.keybindings.map(({ command }) => command),
    ...inTexts,
  ];
  expect(named.filter((command) => command && !contributed.includes(command))).toEqual([]);
});

test('every view has an icon, and a welcome text where no page of ours says it', () => {
  for (const { id, icon: viewIcon, type } of Object.values(contributes.views).flat()) {
    expect(type === 'webview' || contributes.viewsWelcome.some(({ view }) => view === id)).toBe(true);
    expect(existsSync(path.join(ROOT, viewIcon))).toBe(true);
  }
});

test.each(Object.entries(contributes.configuration.properties))(
  'the setting %s has a description and a default',
  (_name, setting) => {
    expect((setting.description ?? setting.markdownDescription ?? '').length).toBeGreaterThan(20);
    expect(setting).toHaveProperty('default');
  },
);

test('no setting is named like the beginning of another, which the editor would then ignore', () => {
  const names = Object.keys(contributes.configuration.properties);
  expect(names.filter((name) => names.some((other) => name.startsWith(`${other}.`)))).toEqual([]);
});

test('the reference of commands and settings is current', () => {
  const script = path.join(ROOT, '../scripts/docs-settings.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('the walkthrough has five steps, each with a picture and words for it', () => {
  const steps = contributes.walkthroughs[0]?.steps ?? [];
  expect(steps).toHaveLength(5);
  for (const { media } of steps) {
    expect(existsSync(path.join(ROOT, media.svg))).toBe(true);
    expect(media.altText).not.toBe('');
  }
  expect(existsSync(path.join(ROOT, icon))).toBe(true);
});

test('the grammar that is shipped has the scope that is contributed', () => {
  const grammar = path.join(ROOT, '../grammars/dotprompt.tmLanguage.json');
  const { scopeName } = JSON.parse(readFileSync(grammar, 'utf8')) as { scopeName: string };
  expect(contributes.grammars[0]?.scopeName).toBe(scopeName);
});
