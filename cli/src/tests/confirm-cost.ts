import { createInterface } from 'node:readline';
import { dollars } from '@prompthub/protocol';
import type { RunEstimate, RunMatrixInput } from '@prompthub/engine';
import { CommandError } from '../command-error';
import { count, note, printable } from '../terminal/output';

/** Dearer runs are not begun without being asked, where somebody can answer. US dollars. */
const ASK_ABOVE_USD = 1;

interface ConfirmOptions {
  readonly yes?: boolean;
  /** Whether somebody is there to answer. */
  readonly isTerminal?: boolean;
}

/**
 * Says what a run may cost, before anything is asked, and asks whether to go on where that is much.
 * @throws CommandError for a no
 */
export async function confirmCost(
  plan: RunMatrixInput,
  { yes, isTerminal = process.stdin.isTTY && process.stderr.isTTY }: ConfirmOptions,
): Promise<void> {
  const { estimateRun } = await import('@prompthub/engine');
  const estimate = await estimateRun(plan);
  const words = estimateInWords(estimate, plan.maxCostUsd);
  if (words !== undefined) note(words);
  if (yes || !isTerminal || !isMuch(estimate, plan.maxCostUsd)) return;
  if (!(await isYes('Go on? [y/N] ')))
    throw new CommandError('Nothing was asked, and nothing spent. With --yes it goes on at once.');
}

/** `120 questions and the judges of 20 tests: about $0.04, at most $0.20.`; undefined where nothing can cost anything. */
export function estimateInWords(estimate: RunEstimate, maxCostUsd: number | undefined): string | undefined {
  const { questions, aboutUsd, atMostUsd, unpriced, judged } = estimate;
  const isFree = atMostUsd === 0 && maxCostUsd !== 0 && unpriced.length === 0;
  if (questions + judged === 0 || isFree) return undefined;
  const asked = [
    ...(questions > 0 ? [count(questions, 'question')] : []),
    ...(judged > 0 ? [`the judges of ${count(judged, 'test')}`] : []),
  ];
  const most = atMostUsd === undefined ? 'without a known limit' : `at most ${dollars(atMostUsd)}`;
  const sentences = [
    `${asked.join(' and ')}: about ${dollars(aboutUsd)}, ${most}.`,
    ...(unpriced.length > 0
      ? [`No price is known of ${printable(unpriced.join(', '))}, which is not in it.`]
      : []),
    ...(isCapped(estimate, maxCostUsd) ? [`What might pass --max-cost will be skipped.`] : []),
  ];
  return sentences.join(' ');
}

export function isMuch(estimate: RunEstimate, maxCostUsd: number | undefined): boolean {
  return estimate.aboutUsd > ASK_ABOVE_USD || isCapped(estimate, maxCostUsd);
}

/** What may be spent ends at the cap, so that a run which may come to it may be cut short by it. */
function isCapped(
  { atMostUsd = Infinity, questions, judged }: RunEstimate,
  maxCostUsd: number | undefined,
): boolean {
  return maxCostUsd !== undefined && questions + judged > 0 && atMostUsd >= maxCostUsd;
}

function isYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    terminal.once('line', (answer) => {
      resolve(/^y(?:es)?$/i.test(answer.trim()));
      terminal.close();
    });
    // Ctrl-C and the end of the input are a no.
    terminal.once('SIGINT', () => terminal.close());
    terminal.once('close', () => resolve(false));
    terminal.setPrompt(question);
    terminal.prompt();
  });
}
