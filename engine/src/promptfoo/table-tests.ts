import type { AssertionSpec } from '../runner/test-case';
import { assertionOfText } from './assertion-text';
import type { Section } from './check-section';
import type { PromptfooTest } from './config-schema';

/** Columns of a table that are no variables (promptfoo.dev, "CSV"). */
const SPECIAL = /^__(?:expected\d*|description|threshold|metric|prefix|suffix|metadata:.+|config:.+)$/;

/** A row of a table as a test: `__expected` and its like say what must hold, the other columns are variables. */
export function testOfRow(
  row: Readonly<Record<string, unknown>>,
  index: number,
  section: Section,
): PromptfooTest {
  const vars: Record<string, unknown> = {};
  const special: Record<string, string> = {};
  for (const [name, value] of Object.entries(row)) {
    if (!name.startsWith('__')) vars[name] = value;
    else if (SPECIAL.test(name)) special[name] = String(value);
    else section.problems.add(section.path, `The column “${name}” is not supported here.`);
  }
  const { __description, __threshold, __metric, __prefix, __suffix } = special;
  const assertions = expectations(special).map(([name, text]) => ({
    ...assertionOfText(text),
    ...(__metric && { metric: __metric }),
    ...configured(special, name),
  }));
  return {
    description: __description || `Row #${index + 1}`,
    vars,
    assert: assertions as PromptfooTest['assert'],
    ...(__threshold && { threshold: Number(__threshold) }),
    options: {
      ...(__prefix && { prefix: __prefix }),
      ...(__suffix && { suffix: __suffix }),
    },
  };
}

function expectations(special: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(special).filter(([name, text]) => /^__expected\d*$/.test(name) && text.trim() !== '');
}

/** `__config:__expected1:threshold` sets the threshold of that assertion; `__config:__expected` of the first. */
function configured(special: Readonly<Record<string, string>>, name: string): Partial<AssertionSpec> {
  const same = name === '__expected' ? ['__expected', '__expected1'] : [name];
  const threshold = same.map((one) => special[`__config:${one}:threshold`]).find((text) => text);
  return threshold === undefined ? {} : { threshold: Number(threshold) };
}
