import type { MatrixColumn, Wording } from '../runner/matrix';
import type { TestCase } from '../runner/test-case';
import { nunjucksHelpers } from './nunjucks-filters';
import type { PromptfooSuite, SuiteTest } from './suite';

/** Tests that ask one prompt in the same words of the same models. */
export interface SuiteGroup {
  /** In the suite's prompts. */
  readonly prompt: number;
  readonly name: string;
  readonly wording: Wording;
  /** By the names that the columns have for them; a model that is not asked has none. */
  readonly variants: Readonly<Record<string, Wording>>;
  readonly tests: readonly TestCase[];
}

/** One column for each model. Its settings stand in a variant of each prompt, for models may be asked with different ones. */
export function suiteColumns({ models }: PromptfooSuite): Required<MatrixColumn>[] {
  return models.map(({ model, label }, index) => {
    const isUnique = models.every((other, at) => at === index || other.label !== label);
    return { model, variant: isUnique ? label : `${label} ${index + 1}` };
  });
}

/** What the runner needs to know of a suite: its prompts, with their tests put together where they can be. */
export function suiteGroups(suite: PromptfooSuite): SuiteGroup[] {
  return suite.prompts.flatMap(({ name, template }, prompt) => {
    const wanted = suite.tests.filter(({ prompts }) => prompts?.includes(prompt) ?? true);
    const alike = Map.groupBy(wanted, ({ prefix, suffix, models }) =>
      JSON.stringify([prefix, suffix, models]),
    );
    return [...alike.values()].flatMap((tests): SuiteGroup[] => {
      const [first] = tests;
      const variants = first ? variantsFor(suite, { prompt, template, like: first }) : {};
      const [wording] = Object.values(variants);
      return wording ? [{ prompt, name, wording, variants, tests: tests.map(({ test }) => test) }] : [];
    });
  });
}

function variantsFor(
  suite: PromptfooSuite,
  { prompt, template, like }: { prompt: number; template: string; like: SuiteTest },
): Record<string, Wording> {
  const columns = suiteColumns(suite);
  const asked = suite.models.flatMap(({ config, prompts }, index) => {
    const wanted = (prompts?.includes(prompt) ?? true) && (like.models?.includes(index) ?? true);
    // JSON is YAML, and cannot end the frontmatter.
    const head = `---\n${JSON.stringify({ config })}\n---\n`;
    const source = head + like.prefix + template + like.suffix;
    return wanted
      ? [[columns[index]?.variant ?? '', { source, options: { helpers: nunjucksHelpers } }] as const]
      : [];
  });
  return Object.fromEntries(asked);
}
