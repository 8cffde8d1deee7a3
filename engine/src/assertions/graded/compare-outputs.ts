import { z } from 'zod';
import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { askJudge } from './ask-judge';

export interface Comparison {
  /** Indexes of the outputs that were chosen most often: one, or several that share the first place or are the same. */
  readonly best: readonly number[];
  /** How often each output was chosen, or one that is the same. */
  readonly votes: readonly number[];
  /** Outputs that are not the same share the first place. */
  readonly isTie: boolean;
  /** The judge did not choose the same output in every order. */
  readonly dependsOnOrder: boolean;
  /** The judge's words, one text for each order; none when all outputs are the same. */
  readonly reasons: readonly string[];
}

/** Each has a letter. */
const MAX_OUTPUTS = 26;

/**
 * Lets a judge choose the best of several outputs. Judges favour places, so it is asked as many times as there are different outputs, and
 * each stands once in each place (a cyclic Latin square): of two outputs twice, the second time swapped. The most votes win; where
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
  const distinct = [...new Set(outputs)];
  if (distinct.length > MAX_OUTPUTS)
    throw new AssertionError(
      `A judge compares up to ${MAX_OUTPUTS} outputs, and here are ${distinct.length}.`,
    );
  const votes = new Map(distinct.map((output) => [output, 0]));
  const reasons: string[] = [];
  // Of equal outputs none is better, and nobody has to be asked.
  for (let shift = 0; shift < distinct.length && distinct.length > 1; shift++) {
    const order = [...distinct.slice(shift), ...distinct.slice(0, shift)];
    const { chosen, reason } = await choose(criterion, order, { spec, tools, vars });
    votes.set(chosen, (votes.get(chosen) ?? 0) + 1);
    reasons.push(reason);
  }
  const most = Math.max(...votes.values());
  const winners = distinct.filter((output) => votes.get(output) === most);
  return {
    best: outputs.flatMap((output, index) => (winners.includes(output) ? [index] : [])),
    votes: outputs.map((output) => votes.get(output) ?? 0),
    isTie: winners.length > 1,
    dependsOnOrder: most < reasons.length,
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
): Promise<{ readonly chosen: string; readonly reason: string }> {
  const letters = outputs.map((_, place) => String.fromCharCode(65 + place));
  const labelled = outputs.map((output, place) => [`output ${letters[place]}`, output] as const);
  const { reason, best } = await askJudge(
    spec,
    {
      instructions: INSTRUCTIONS,
      wants: { criteria },
      data: Object.fromEntries(labelled),
      schema: z.object({ reason: z.string(), best: z.enum(letters) }),
      form: `{"reason": "one or two sentences", "best": one of ${letters.map((letter) => `"${letter}"`).join(', ')}}`,
      ownPrompt: true,
      joined: { outputs: labelled.map(([label]) => label) },
      vars,
    },
    tools,
  );
  return { chosen: outputs[letters.indexOf(best)] ?? '', reason: reason.trim().slice(0, 600) };
}
