import { createInterface } from 'node:readline/promises';
import { dollars } from '@prompthub/protocol';
import type { RunEstimate, RunMatrixInput } from '@prompthub/engine';
import { CommandError } from '../command-error';
import { count, note, printable } from '../terminal/output';

/** Dearer runs are not begun without being asked, where somebody can answer. US dollars. */
const ASK_ABOVE_USD = 1;

interface ConfirmOptions {
  readonly yes?: boolean;
  readonly signal: AbortSignal;
  /** Whether somebody is there to answer. */
  readonly isTerminal?: boolean;
}

/**
 * Says what a run may cost, before anything is asked, and asks whether to go on where that is much.
 * @throws CommandError for a no
 */
export async function confirmCost(
  plan: RunMatrixInput,
  { yes, signal, isTerminal = process.stdin.isTTY && process.stderr.isTTY }: ConfirmOptions,
): Promise<void> {
  const { estimateRun } = await import('@prompthub/engine');
  const estimate = await estimateRun(plan);
  const words = estimateInWords(estimate, plan.maxCostUsd);
  if (words !== undefined) note(words);
  if (yes || !isTerminal || !isMuch(estimate, plan.maxCostUsd)) return;
  if (!(await isYes('Go on? [y/N] ', signal)))
    throw new CommandError('Nothing was asked, and nothing spent. With --yes it goes on at once.');
}

/** `120 questions: about $0.04, at most $0.20.`; undefined where nothing can cost anything. */
export function estimateInWords(estimate: RunEstimate, maxCostUsd: number | undefined): string | undefined {
  const { questions, aboutUsd, atMostUsd, unpriced, judged } = estimate;
  if (questions + judged === 0 || (atMostUsd === 0 && unpriced.length === 0 && judged === 0))
    return undefined;
  const most = atMostUsd === undefined ? 'without a known limit' : `at most ${dollars(atMostUsd)}`;
  const sentences = [
    `${count(questions, 'question')}: about ${dollars(aboutUsd)}, ${most}.`,
    ...(unpriced.length > 0
      ? [`No price is known of ${printable(unpriced.join(', '))}, which is not in it.`]
      : []),
    ...(judged > 0 ? [`Judges of ${count(judged, 'test')} come on top.`] : []),
    ...(maxCostUsd !== undefined && exceeds(estimate, maxCostUsd)
      ? [`What might pass --max-cost ${dollars(maxCostUsd)} will be skipped.`]
      : []),
  ];
  return sentences.join(' ');
}

export function isMuch(estimate: RunEstimate, maxCostUsd: number | undefined): boolean {
  return estimate.aboutUsd > ASK_ABOVE_USD || (maxCostUsd !== undefined && exceeds(estimate, maxCostUsd));
}

function exceeds({ atMostUsd, questions }: RunEstimate, maxCostUsd: number): boolean {
  return questions > 0 && (atMostUsd === undefined || atMostUsd > maxCostUsd);
}

async function isYes(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(question, { signal })).trim());
  } catch {
    // Ctrl-C, or the input ended.
    return false;
  } finally {
    terminal.close();
  }
}
