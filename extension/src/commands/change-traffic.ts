import * as vscode from 'vscode';
import type { Command } from '../app';
import { experimentPlace, parseShare, shareText } from '../experiments/experiment-text';
import { aboutExperiment } from './support/about-experiment';
import { agree } from './support/agree';
import { needsTrust } from './support/needs';

/** Lets more or fewer keys into an experiment. */
export const changeTraffic: Command = async (app, argument) => {
  if (!(await needsTrust('Changing experiments'))) return undefined;
  const question = {
    ...{ argument, step: 'traffic' as const },
    ...{ title: 'Change the traffic of which experiment?', doing: 'The traffic is as it was' },
  };
  return aboutExperiment(app, question, async ({ project, experiment }) => {
    const { id, name, state, traffic: now } = experiment;
    const text = await vscode.window.showInputBox({
      title: `Traffic of “${name}”`,
      prompt: 'Percent of all keys that are in the experiment; whoever has an arm and stays in it keeps it',
      value: String(now / 10),
      ignoreFocusOut: true,
      validateInput: (given) =>
        parseShare(given) === undefined
          ? 'A percentage from 0.1 to 100, with one decimal at most'
          : undefined,
    });
    const traffic = text === undefined ? undefined : parseShare(text);
    if (traffic === undefined || traffic === now) return undefined;
    const agreed =
      state !== 'running' ||
      (await agree({
        question: `Change the traffic of “${name}” to ${shareText(traffic)}?`,
        detail: `${shareText(now)} of the keys of ${experimentPlace(experiment)} are in it now.`,
        yes: 'Change',
      }));
    return agreed ? project.experiments.update(id, { traffic }) : undefined;
  });
};
