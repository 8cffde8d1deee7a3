import type { Deployment, Environment, EnvironmentPointer, LabelMove } from '@prompthub/protocol';
import { printable } from '../terminal/output';
import { style } from '../terminal/style';

/** `staging reply.prompt  1c2d3e4f5a → 9f2c1e5b7a`. */
export function describeMove(move: Pick<Deployment | LabelMove, 'from' | 'to'>, what: string): string {
  return `${printable(what)}  ${version(move.from)} → ${version(move.to)}`;
}

/** One line of a history. */
export function describeHistory(move: Deployment | LabelMove): string {
  const source = 'source' in move && move.source !== undefined ? ` from ${move.source}` : '';
  const path = 'environment' in move && move.path !== undefined ? ` ${move.path}` : '';
  const moved = `${move.kind}${printable(source)}${printable(path)}`;
  return `${version(move.from)} → ${version(move.to)} ${moved} ${circumstances(move)}`;
}

/** What runs in an environment, line by line: of the project, then of the prompts with a version of their own. */
export function describeEnvironment({
  name,
  protected: isProtected,
  requires,
  project,
  prompts,
}: Environment): string[] {
  const marks = [
    ...(isProtected ? ['protected'] : []),
    ...(requires ? [`requires tests${requires.from === 'any' ? ', also reported ones' : ''}`] : []),
  ];
  const mark = marks.length > 0 ? style.dim(` (${marks.join('; ')})`) : '';
  const running = project === undefined ? style.dim('nothing') : describePointer(project);
  return [
    `${style.bold(name)}${mark}  ${running}`,
    ...prompts.map((prompt) => `  ${printable(prompt.path)}  ${describePointer(prompt)}`),
  ];
}

function describePointer(pointer: EnvironmentPointer): string {
  return `${version(pointer.commit)} ${distance(pointer.behind)}${circumstances(pointer)}`;
}

function distance(behind: number | undefined): string {
  if (behind === undefined) return '';
  return behind === 0 ? style.green('newest ') : style.yellow(`${behind} behind `);
}

function circumstances({ at, by, why }: Pick<EnvironmentPointer, 'at' | 'by' | 'why'>): string {
  return `${at.slice(0, 16).replace('T', ' ')} ${style.dim(printable(by.name))} ${printable(why)}`.trimEnd();
}

function version(commit: string | undefined): string {
  return commit === undefined ? style.dim('nothing') : style.yellow(commit.slice(0, 10));
}
