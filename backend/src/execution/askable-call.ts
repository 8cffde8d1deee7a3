import type { GatewayCall } from '@prompthub/engine';
import type { BudgetWarning } from '@prompthub/protocol';
import type { OpenModels } from './model-caller';
import { modelsOf } from './named-models';

/** A call with the models that can be asked, and words for each that cannot. */
export interface AskableCall {
  readonly call: GatewayCall;
  readonly leftOut: readonly Pick<BudgetWarning, 'message'>[];
}

/**
 * Leaves out models that cannot be asked: they only stand in for others, which may never need them.
 * @throws ProblemError why the first model, or every one of a route, cannot be asked.
 */
export function askableCall(wanted: GatewayCall, { whyNot }: Pick<OpenModels, 'whyNot'>): AskableCall {
  const { model, fallbacks = {}, request } = wanted;
  const first = firstModelsOf(wanted);
  const reason = first.map(whyNot).find((problem) => problem !== undefined);
  if (reason && first.every(whyNot)) throw reason;
  const isOpen = (name: string): boolean => whyNot(name) === undefined;
  const { general, contextWindow, contentPolicy } = fallbacks;
  return {
    call: {
      model:
        typeof model === 'string'
          ? model
          : { ...model, candidates: model.candidates.filter((each) => isOpen(each.model)) },
      fallbacks: {
        ...(general && { general: general.filter(isOpen) }),
        ...(contextWindow && { contextWindow: contextWindow.filter(isOpen) }),
        ...(contentPolicy && { contentPolicy: contentPolicy.filter(isOpen) }),
      },
      request,
    },
    leftOut: [...new Set(modelsOf(wanted))].flatMap((name) => {
      const problem = whyNot(name);
      return problem ? [{ message: `"${name}" is left out of this call. ${problem.detail}` }] : [];
    }),
  };
}

/** Of whom one is asked before any fallback. */
function firstModelsOf({ model }: GatewayCall): string[] {
  if (typeof model === 'string') return [model];
  const { candidates, tags = [] } = model;
  return candidates.flatMap((each) => (tags.every((tag) => each.tags?.includes(tag)) ? each.model : []));
}
