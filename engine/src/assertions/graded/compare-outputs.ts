import { z } from 'zod';
import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { askJudge } from './ask-judge';

export interface Comparison {
  /** Indexes of the outputs that were chosen most often: one winner, or several that share the first place. */
  readonly best: readonly number[];
  /** How often each output was chosen; their sum is the number of outputs. */
  readonly votes: readonly number[];
  /** How often the output in the first, second … place was chosen, whichever it was. */
  readonly places: readonly number[];
  /** The judge did not choose the same output in every order. */
  readonly dependsOnOrder: boolean;
  /** The judge's words, one text for each order. */
  readonly reasons: readonly string[];
}

/** Each has a letter. */
const MAX_OUTPUTS = 26;

/**
 * Lets a judge choose the best of several outputs. Judges favour places, so it is asked as many times as there are outputs, and each
 * output stands once in each place (a cyclic Latin square): of two outputs twice, the second time swapped. The most votes win; where
 * outputs share them, no difference is shown. Rejects with AssertionError.
 */
export async function compareOutputs(
  criterion: string,
  outputs: readonly string[],
  {
    spec,
    tools,
    vars = {},
  }: {
    readonly spec: AssertionSpec;
    readonly tools: AssertionTools;
    readonly vars?: AssertionSpec['config'];
  },
): Promise<Comparison> {
  if (outputs.length > MAX_OUTPUTS)
    throw new AssertionError(
      `A judge compares up to ${MAX_OUTPUTS} outputs, and here are ${outputs.length}.`,
    );
  const votes = outputs.map(() => 0);
  const places = outputs.map(() => 0);
  const reasons: string[] = [];
  for (let shift = 0; shift < outputs.length; shift++) {
    const order = outputs.map((_, place) => (place + shift) % outputs.length);
    const shown = order.map((index) => outputs[index] ?? '');
    const { place, reason } = await choose(criterion, shown, { spec, tools, vars });
    const chosen = order[place] ?? 0;
    votes[chosen] = (votes[chosen] ?? 0) + 1;
    places[place] = (places[place] ?? 0) + 1;
    reasons.push(reason);
  }
  const most = Math.max(...votes);
  return {
    best: votes.flatMap((count, index) => (count === most ? [index] : [])),
    votes,
    places,
    dependsOnOrder: most < outputs.length,
    reasons,
  };
}

const INSTRUCTIONS =
  'Compare the outputs, each a set of data of its own called "output A", "output B" and so on, by the criterion called "criteria" and by ' +
  'nothing else: neither their order nor their length. First say what sets them apart, then choose the one that meets it best. You have ' +
  'to choose exactly one.';

async function choose(
  criteria: string,
  outputs: readonly string[],
  { spec, tools, vars }: { spec: AssertionSpec; tools: AssertionTools; vars: AssertionSpec['config'] },
): Promise<{ readonly place: number; readonly reason: string }> {
  const letters = outputs.map((_, place) => String.fromCharCode(65 + place));
  const labelled = outputs.map((output, place) => [`output ${letters[place]}`, output] as const);
  const { reason, best } = await askJudge(
    spec,
    {
      instructions: INSTRUCTIONS,
      data: { criteria, ...Object.fromEntries(labelled) },
      schema: z.object({ reason: z.string(), best: z.enum(letters) }),
      form: `{"reason": "one or two sentences", "best": one of ${letters.map((letter) => `"${letter}"`).join(', ')}}`,
      ownPrompt: true,
      joined: { outputs: labelled.map(([label]) => label) },
      vars,
    },
    tools,
  );
  return { place: letters.indexOf(best), reason: reason.trim().slice(0, 600) };
}
