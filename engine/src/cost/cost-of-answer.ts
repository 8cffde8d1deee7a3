import type { ModelAnswer } from '../providers/provider';
import { costOf, type Cost } from './cost-of';

/**
 * The cost of an answer of `provider/model`: by the model that says it answered, which may be a snapshot with a price of its own,
 * or else by the one that was asked.
 */
export function costOfAnswer(asked: string, { model, usage }: Pick<ModelAnswer, 'model' | 'usage'>): Cost {
  const provider = asked.slice(0, asked.indexOf('/'));
  const cost = costOf(`${provider}/${model}`, usage);
  return 'costUsd' in cost ? cost : costOf(asked, usage);
}
