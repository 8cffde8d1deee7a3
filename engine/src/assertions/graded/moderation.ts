import { z } from 'zod';
import { AssertionError, type Assertion } from '../assertion';

const categoriesValue = z.array(z.string()).min(1).optional();

/** A moderation model finds nothing in the output, or nothing of the categories in the value. */
export const moderation: Assertion = {
  type: 'moderation',
  shape: {
    value: 'any',
    summary: 'OpenAI’s moderation flags nothing, or nothing of these categories.',
  },
  async evaluate(spec, { output }, tools) {
    const parsed = categoriesValue.safeParse(spec.value ?? undefined);
    if (!parsed.success)
      throw new AssertionError(
        'The value of "moderation" is a list of categories, such as "harassment", or nothing.',
      );
    const wanted = parsed.data;
    const said = await tools.moderate(output, spec.provider);
    const unknown = wanted?.find((name) => !said.categories.some((category) => category.name === name));
    if (unknown !== undefined)
      throw new AssertionError(
        `The moderation has no category "${unknown}". It has ${said.categories.map(({ name }) => name).join(', ')}.`,
      );
    const found = said.categories.filter(({ name, flagged }) => flagged && (wanted?.includes(name) ?? true));
    const flagged = wanted ? found.length > 0 : said.flagged;
    const list = found.map(({ name, score }) => `${name} (${score.toFixed(2)})`).join(', ');
    return {
      holds: !flagged,
      expectation: `to pass the moderation${wanted ? ` for ${wanted.join(', ')}` : ''}`,
      detail: `it is flagged${list ? ` for ${list}` : ''}`,
    };
  },
};
