import { z } from 'zod';
import { AssertionError } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { parseJson } from '../json-text';

const scored = z.array(z.object({ label: z.string(), score: z.number() }));
const answer = z.union([scored, z.array(scored).transform((texts) => texts.flat())]);

/**
 * How surely a text belongs to a class, by a model that classifies on a server: `{ inputs }` is posted, and labels come with their scores (Hugging
 * Face's "text-classification", `POST /predict` of text-embeddings-inference). A class that the server does not name has 0.
 */
export async function probabilityFromServer(
  url: string,
  { text, label }: { readonly text: string; readonly label: string },
  { post }: Pick<AssertionTools, 'post'>,
): Promise<number> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    throw new AssertionError(
      '`config: { url }` of "classifier" is an address that begins with https:// or http://.',
    );
  if (!post)
    throw new AssertionError(
      '"classifier" would send the answer to another server, which is not done here. Run the tests with the prompthub command.',
    );
  const said = answer.safeParse(parseJson(await post(url, { inputs: text }))?.value);
  if (!said.success)
    throw new AssertionError(`${new URL(url).host} did not answer with JSON of [{ label, score }, ...].`);
  return Math.min(1, Math.max(0, said.data.find((each) => each.label === label)?.score ?? 0));
}
