import { z } from 'zod';
import { AssertionError, type Assertion } from './assertion';
import { someTextValue } from './assertion-value';
import { parseJson } from './json-text';

const verdict = z.object({
  pass: z.boolean(),
  score: z.number().nullish(),
  reason: z.string().nullish(),
});

/** A server decides: `{ output, context: { prompt, vars } }` is posted to it as JSON, and it answers `{ pass, score, reason }`. */
export const webhook: Assertion = {
  type: 'webhook',
  shape: {
    value: 'text',
    summary:
      'The server at this address decides, once the person agreed that answers go there (`--allow-host`).',
  },
  async evaluate(spec, { output, data, prompt, vars }, { post }) {
    const url = someTextValue(spec);
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
      throw new AssertionError(
        '"webhook" needs an address that begins with https:// or http:// as its value.',
      );
    if (!post)
      throw new AssertionError(
        '"webhook" would send the answer to another server, which is not done here. Run the tests with the prompthub command.',
      );
    const answer = await post(url, { output: data ?? output, context: { prompt, vars } });
    const said = verdict.safeParse(parseJson(answer)?.value);
    const { host } = new URL(url);
    if (!said.success)
      throw new AssertionError(`${host} did not answer with JSON of { pass, score, reason }.`);
    const { pass, score, reason } = said.data;
    return {
      holds: pass,
      score: score ?? undefined,
      expectation: `to satisfy ${host}`,
      detail: `it answers pass: ${pass}`,
      reason: reason ?? undefined,
      actual: output,
    };
  },
};
