import { z } from 'zod';
import { testSchema } from '../runner/test-schema';

/** A test of promptfoo's. There a judge may be a map with settings, also one for each kind; of those the names are taken over. */
export const importedTest = z.preprocess(withNamedJudges, testSchema);

/** Whether something in tests is judged by a model with settings of its own. */
export function hasJudgeSettings(tests: unknown): boolean {
  return /"provider":\{[^{}]*(?:\{[^{}]*)?"config"/.test(JSON.stringify(tests ?? null));
}

const map = z.record(z.string(), z.unknown());

function withNamedJudges(test: unknown): unknown {
  const { data } = map.safeParse(test);
  if (!data) return test;
  const options = map.safeParse(data['options']).data;
  const { assert } = data;
  return {
    ...data,
    ...(options && { options: named(options) }),
    ...(Array.isArray(assert) && { assert: assert.map(withNamedJudge) }),
  };
}

function withNamedJudge(assertion: unknown): unknown {
  const { data } = map.safeParse(assertion);
  if (!data) return assertion;
  const { assert } = data;
  return named({ ...data, ...(Array.isArray(assert) && { assert: assert.map(withNamedJudge) }) });
}

function named(owner: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const judges = map.safeParse(owner['provider']).data;
  if (!judges) return owner;
  const provider =
    idOf(judges) ??
    Object.fromEntries(Object.entries(judges).map(([kind, judge]) => [kind, idOf(judge) ?? judge]));
  return { ...owner, provider };
}

function idOf(judge: unknown): string | undefined {
  return z.object({ id: z.string() }).safeParse(judge).data?.id;
}
