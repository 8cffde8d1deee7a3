import type { PromptfooTest } from './config-schema';

/** A test with what it inherits, outermost first: values are laid over each other, assertions are put behind each other. */
export function mergedTest(...layers: readonly (PromptfooTest | undefined)[]): PromptfooTest {
  return layers.reduce<PromptfooTest>((under, layer) => (layer ? laidOver(under, layer) : under), {});
}

function laidOver(under: PromptfooTest, over: PromptfooTest): PromptfooTest {
  const inherited = over.options?.disableDefaultAsserts ? [] : (under.assert ?? []);
  return {
    ...under,
    ...over,
    vars: { ...under.vars, ...over.vars },
    options: { ...under.options, ...over.options },
    assert: [...inherited, ...(over.assert ?? [])],
  };
}

/**
 * One set of values for every combination of items of lists, as promptfoo expands them: lists that begin with a text, and the first
 * of them turns slowest. Other lists are values. Undefined when there are more than `max`.
 */
export function expandedVars(
  vars: Readonly<Record<string, unknown>>,
  max: number,
): Record<string, unknown>[] | undefined {
  const lists = Object.values(vars).filter((value) => Array.isArray(value) && typeof value[0] === 'string');
  if (lists.reduce<number>((product, list) => product * (list as unknown[]).length, 1) > max)
    return undefined;
  return Object.entries(vars).reduce<Record<string, unknown>[]>(
    (sets, [name, value]) => {
      const items: unknown[] = Array.isArray(value) && typeof value[0] === 'string' ? value : [value];
      return sets.flatMap((set) => items.map((item) => ({ ...set, [name]: item })));
    },
    [{}],
  );
}
