import type { PromptTests } from './find-suites';
import { Workspace } from '../files/workspace';
import { count, print, printable } from '../terminal/output';
import { style } from '../terminal/style';

/** Prints which branches of the prompts (`{{#if}}` and the like) no test reaches. Nobody is asked for it. */
export async function printCoverage(prompts: readonly PromptTests[]): Promise<void> {
  const { LineMap, parse } = await import('@prompthub/core');
  const { testCoverage } = await import('@prompthub/engine');
  const workspace = new Workspace();
  let [reached, total] = [0, 0];
  for (const { prompt, text, tests } of prompts) {
    const partials = await workspace.partialsFor(prompt);
    const branches = await testCoverage(
      parse(text),
      tests.map(({ test }) => test),
      { partials },
    );
    const missed = branches.filter(({ reachedBy }) => reachedBy === 0);
    total += branches.length;
    reached += branches.length - missed.length;
    if (missed.length > 0) print(style.bold(printable(prompt)));
    for (const { partial, label, tag } of missed) {
      const lines = new LineMap(partial === undefined ? text : (partials[partial] ?? ''));
      const place = `${partial === undefined ? '' : `{{> ${partial}}} `}line ${lines.positionAt(tag.start).line + 1}`;
      print(`  ${style.yellow('○')} ${printable(label)} ${style.dim(printable(place))}`);
    }
  }
  print(`The tests reach ${reached} of ${count(total, 'branch').replace(/branchs$/, 'branches')}.`);
}
