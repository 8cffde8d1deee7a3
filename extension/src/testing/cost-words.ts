import { dollars, type CostEstimate } from '@prompthub/protocol';

/** What may be spent without asking the person. */
export interface CostLimits {
  readonly usd: number;
  readonly calls: number;
}

/** What is asked before a large run; undefined for one that is small, or costs nothing. */
export function costQuestion(estimate: CostEstimate, limits: CostLimits): string | undefined {
  const { questions, aboutUsd, models } = estimate;
  if (questions === 0 || isFree(estimate)) return undefined;
  if (aboutUsd <= limits.usd && questions <= limits.calls) return undefined;
  const tests = questions === 1 ? '1 test' : `${questions.toLocaleString('en')} tests`;
  const [only] = models;
  const where = models.length === 1 ? only : `${models.length} models`;
  return `Run ${tests} on ${where}: ${costWords(estimate)}?`;
}

/** `about $1.20, at most $4.10`, and what is not in these figures or might be missed. */
export function costWords({ aboutUsd, atMostUsd, unpriced, judged }: CostEstimate): string {
  const known = `about ${dollars(aboutUsd)}${atMostUsd === undefined ? '' : `, at most ${dollars(atMostUsd)}`}`;
  const prices = unpriced.length > 0 ? [`the price of ${unpriced.join(' and ')} is not known`] : [];
  const judges = judged > 0 ? ['with what judges cost'] : [];
  return [known, ...prices, ...judges].join('; ');
}

/** Whether no model would be asked that may cost something. */
export function isFree({ atMostUsd, unpriced, judged, models }: CostEstimate): boolean {
  if (atMostUsd === 0 && unpriced.length === 0 && judged === 0) return true;
  return models.length === 0;
}

/** Why tests do not run by themselves when a file is saved; undefined when they may. */
export function tooDearToRun(estimate: CostEstimate, mostUsd: number): string | undefined {
  if (isFree(estimate)) return undefined;
  const isKnown = estimate.unpriced.length === 0 && estimate.judged === 0;
  return isKnown && estimate.aboutUsd <= mostUsd ? undefined : costWords(estimate);
}
