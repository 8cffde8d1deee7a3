import type { Experiment } from '@prompthub/protocol';
import type { App } from '../../app';
import { experimentPlace } from '../../experiments/experiment-text';
import { aboutExperiment, type ExperimentScene } from './about-experiment';
import { agree } from './agree';
import { askWhy } from './ask-why';
import { needsTrust } from './needs';

interface Ending {
  readonly argument: unknown;
  readonly step: 'stop' | 'rollBack';
  /** `Stop`; also the button. */
  readonly verb: string;
  /** What it says of the variants, beside that everybody gets what runs there. */
  readonly also: string;
  readonly end: (scene: ExperimentScene, why: string) => Promise<Experiment>;
}

/** Ends an experiment without a deployment: asks why, and whether that is meant where applications get it. */
export async function endExperiment(
  app: App,
  { argument, step, verb, also, end }: Ending,
): Promise<Experiment | undefined> {
  if (!(await needsTrust('Ending experiments'))) return undefined;
  const question = {
    ...{ argument, step },
    ...{ title: `${verb} which experiment?`, doing: 'The experiment is as it was' },
  };
  return aboutExperiment(app, question, async (scene) => {
    const { experiment } = scene;
    const why = await askWhy({ title: `${verb} “${experiment.name}”`, prompt: 'Stays with the experiment' });
    if (why === undefined) return undefined;
    const agreed =
      experiment.state !== 'running' ||
      (await agree({
        question: `${verb} “${experiment.name}”?`,
        detail: `Everybody gets what runs there: ${experimentPlace(experiment)}.${also} It cannot be started again.\n\n“${why}”`,
        yes: verb,
      }));
    return agreed ? end(scene, why) : undefined;
  });
}
