import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AssertionSpec } from '../runner/test-case';
import type { Observation } from './assertion';
import { GRADED } from './graded/registry';
import { judge } from './judge';
import { ASSERTION_TYPES } from './registry';
import { DIFFERENCES, type Difference } from './testing/promptfoo-differences';

/** What promptfoo says: made by `node scripts/oracles/promptfoo.mjs`. `error`: it throws. */
type Verdict = readonly [pass: boolean, score: number] | 'error';
interface Case {
  readonly assertion: AssertionSpec;
  readonly output: unknown;
  readonly latencyMs?: number;
  readonly answer?: {
    readonly cost?: number;
    readonly finishReason?: string;
    readonly logProbs?: readonly number[];
    readonly guardrails?: { readonly flagged: boolean };
    readonly metadata?: { readonly skillCalls?: readonly { readonly name: string }[] };
  };
  readonly tools?: Observation['tools'];
  readonly calls?: Observation['toolCalls'];
  readonly spans?: Observation['spans'];
  readonly plain: Verdict;
  readonly negated: Verdict;
}
const { origin, names, cases } = JSON.parse(
  readFileSync(resolve(__dirname, 'testing/promptfoo-verdicts.json'), 'utf8'),
) as { origin: string; names: string[]; cases: Case[] };

const observedIn = ({ output, latencyMs, answer, tools, calls, spans }: Case): Observation => ({
  output: typeof output === 'string' ? output : JSON.stringify(output),
  data: typeof output === 'string' ? undefined : output,
  vars: {},
  prompt: 'prompt',
  model: 'openai/gpt-5-mini',
  latencyMs,
  costUsd: answer?.cost,
  // What their providers flag, ours end with.
  finishReason: answer?.guardrails?.flagged ? 'content-filter' : answer?.finishReason,
  logProbs: answer?.logProbs,
  tools,
  // What their agents report as skills, models call as tools here.
  toolCalls:
    calls ??
    answer?.metadata?.skillCalls?.map(({ name }) => ({
      name: 'Skill',
      arguments: JSON.stringify({ skill: name }),
    })),
  spans,
});

async function ours(each: Case, negated: boolean): Promise<Verdict> {
  const { type } = each.assertion;
  const spec = { ...each.assertion, type: negated ? `not-${type}` : type };
  const { pass, score, errored } = await judge(spec, observedIn(each), { index: 0 });
  return errored ? 'error' : [pass, score];
}

const differs = (a: Verdict, b: Verdict): boolean =>
  a === 'error' || b === 'error' ? a !== b : a[0] !== b[0] || Math.abs(a[1] - b[1]) > 1e-9;

/** Whether the difference is this one, and our verdict the one that it says. */
function explains(
  { applies, ours: wanted, onlyScoreOf, onlyNot }: Difference,
  each: Case,
  [plain, negated]: readonly [Verdict, Verdict],
): boolean {
  if (!applies(each.assertion, each.output) || !wanted.includes(plain === 'error' ? 'error' : plain[0]))
    return false;
  if (onlyNot) return !differs(plain, each.plain);
  if (onlyScoreOf === undefined) return true;
  if (onlyScoreOf === 'not-' && differs(plain, each.plain)) return false;
  return plain[0] === each.plain[0] && negated[0] === each.negated[0];
}

const judged = cases.filter(({ assertion }) => ASSERTION_TYPES.includes(assertion.type));
const used = new Set<string>();

test('there are enough cases, of every assertion of promptfoo’s that needs no model', () => {
  expect(origin).toBe('promptfoo 0.123.1');
  expect(judged.length).toBeGreaterThan(500);
  const asked = new Set(judged.map(({ assertion }) => assertion.type));
  // Code has no verdict of its own; METEOR has NLTK's figures, and promptfoo's does not run on this Node.
  const elsewhere = ['javascript', 'python', 'ruby', 'webhook', 'meteor'];
  const byModels = new Set(GRADED.map(({ type }) => type));
  const theirs = ASSERTION_TYPES.filter((type) => names.includes(type) && !byModels.has(type));
  expect(theirs.filter((type) => !asked.has(type) && !elsewhere.includes(type))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining([...asked]));
});

test.each([...new Set(judged.map(({ assertion }) => assertion.type))])(
  '%s, as promptfoo says or as the differences say',
  async (type) => {
    const surprises: string[] = [];
    for (const each of judged.filter(({ assertion }) => assertion.type === type)) {
      const found = [await ours(each, false), await ours(each, true)] as const;
      if (!differs(found[0], each.plain) && !differs(found[1], each.negated)) continue;
      const known = DIFFERENCES.find((difference) => explains(difference, each, found));
      if (known) used.add(known.why);
      else surprises.push(JSON.stringify({ ...each, found }));
    }
    expect(surprises).toEqual([]);
  },
);

test('no difference is listed that is none', () => {
  expect(DIFFERENCES.filter(({ why }) => !used.has(why))).toEqual([]);
});
