import { type GatewayCall, parseModelName } from '@prompthub/engine';
import { MAX_MODEL_NAME } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';

/**
 * `gpt-5-mini` is `openai/gpt-5-mini`: one name for one model in records, circuits and caches.
 * @throws ProblemError 422 for a name that is too long for them.
 */
export function withFullNames({ model, fallbacks = {}, request }: GatewayCall): GatewayCall {
  const { general, contextWindow, contentPolicy } = fallbacks;
  return {
    model:
      typeof model === 'string'
        ? fullName(model)
        : {
            ...model,
            candidates: model.candidates.map((each) => ({ ...each, model: fullName(each.model) })),
          },
    fallbacks: {
      ...(general && { general: general.map(fullName) }),
      ...(contextWindow && { contextWindow: contextWindow.map(fullName) }),
      ...(contentPolicy && { contentPolicy: contentPolicy.map(fullName) }),
    },
    request,
  };
}

/** All models that may be asked, the first ones first. */
export function modelsOf({ model, fallbacks = {} }: GatewayCall): string[] {
  const first = typeof model === 'string' ? [model] : model.candidates.map((each) => each.model);
  return [...first, ...Object.values(fallbacks).flat()];
}

/** What a call is called before anybody has answered. */
export function firstModelOf(call: GatewayCall): string {
  const [first = ''] = modelsOf(call);
  return first;
}

function fullName(name: string): string {
  const { provider, model } = parseModelName(name);
  const full = `${provider}/${model}`;
  if (full.length > MAX_MODEL_NAME) throw tooLong(full);
  return full;
}

const tooLong = (name: string) =>
  new ProblemError(
    422,
    'model-name-too-long',
    `"${name.slice(0, 50)}…" has ${name.length} characters, and a model's name may have ${MAX_MODEL_NAME}. Name another model.`,
  );
