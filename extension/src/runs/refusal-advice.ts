/** What a person can do where the hub did not run a prompt, by the code of its problem. */
const ADVICE: Readonly<Record<string, string>> = {
  'budget-exhausted':
    'Wait until the budget begins anew, ask somebody who may raise it, or run the prompt with a key of your own.',
  'model-unpriced':
    'Under a hard budget only models with a known price run: choose another model, or run it with a key of your own.',
  'rate-limit-reached': 'Wait a moment, then run it again; fewer at once may help, too.',
};

/** The words of a refusal, and what to do about it. */
export function withAdvice(code: string, message: string): string {
  const advice = ADVICE[code];
  return advice === undefined ? message : `${message} ${advice}`;
}

/** Whether a budget or a limit refused it. */
export const isRefusal = (code: string): boolean => Object.hasOwn(ADVICE, code);
