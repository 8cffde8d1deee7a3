import type { Experiment, ExperimentResults } from '@prompthub/protocol';
import { printable } from '../terminal/output';
import { style } from '../terminal/style';

/** `running  Order number first  production triage.prompt  control 500 ‰, order-first 500 ‰ of 200 ‰  0198c2f0`. */
export function describeExperiment(experiment: Experiment): string {
  const { state, name, environment, path, arms, traffic, winner, id } = experiment;
  const where = [environment, path].filter((part) => part !== undefined).join(' ');
  const shares = arms.map((arm) => `${arm.name} ${arm.weight} ‰`).join(', ');
  const won = winner === undefined ? '' : ` (${winner})`;
  return [
    `${colourOf(state)}${printable(won)}`,
    style.bold(printable(name)),
    printable(where),
    `${printable(shares)} of ${traffic} ‰`,
    style.dim(id),
  ].join('  ');
}

/** The experiment, what was expected, and what is and is not shown. */
export function describeExperimentFully({ experiment, words }: ExperimentResults): string[] {
  const { hypothesis, why } = experiment;
  return [
    describeExperiment(experiment),
    style.dim(printable(hypothesis)),
    ...(why === undefined ? [] : [`Ended: ${printable(why)}`]),
    ...words.map(printable),
  ];
}

function colourOf(state: Experiment['state']): string {
  if (state === 'running') return style.green(state);
  return state === 'rolled-back' ? style.yellow(state) : style.dim(state);
}
