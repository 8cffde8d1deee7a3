import type { JsonSchema } from '@prompthub/core';
import type { Observation } from '../../assertions/assertion';
import type { AssertionTools } from '../../assertions/assertion-tools';
import { isComparing } from '../../assertions/graded/comparing';
import { GRADED_TYPES } from '../../assertions/graded/registry';
import { judge } from '../../assertions/judge';
import { textOfMessages } from '../../providers/message-text';
import { judgingOf, type JudgingInput } from '../judging';
import type { Answerer } from '../run-one-test';
import type { RunOutcome } from '../run-prompt';
import type { AssertionSpec, TestCase } from '../test-case';
import { bounded, boundOf, worstCaseOf, type BoundedQuestion } from './question-bounds';

/** An answer of a usual length, where there is none yet. */
export const USUAL_ANSWER = 'word '.repeat(300);

/** Of a usual text. */
const BYTES_OF_TOKEN = 4;

/** What is looked into for a question of a judge: a rubric may stand in a file. */
export type RehearsalTools = Partial<Pick<AssertionTools, 'readFile' | 'workplace'>>;

/**
 * Lets the judges of a test be asked what they would be asked about this output. `answerer` may answer with nothing: then they go on as if
 * the judge had said something of the form that is wanted.
 */
export async function rehearseJudges(
  test: TestCase,
  observed: Observation,
  { isGuess, tools: given, ...input }: RehearsalInput,
): Promise<void> {
  const made = judgingOf(test, input).tools;
  const readFile = given?.readFile ?? made.readFile;
  const tools = rehearsing({ ...made, readFile, workplace: given?.workplace });
  for (const [index, spec] of test.assert.flatMap(gradedOf).entries()) {
    // Code of the author's is for real outputs.
    const judged = isGuess ? { ...spec, transform: undefined } : spec;
    await judge(judged, observed, { index, tools });
  }
}

interface RehearsalInput extends JudgingInput {
  readonly answerer: Answerer;
  readonly isGuess: boolean;
  readonly tools?: RehearsalTools | undefined;
}

export function rehearsing(tools: AssertionTools): AssertionTools {
  return { ...tools, ask: async (question) => (await tools.ask(question)) || exampleText(question.schema) };
}

/** What an unknown answer says to who wants an answer, vectors or a moderation. */
export function nothingSaid({ rendered, task, model = '' }: BoundedQuestion): RunOutcome {
  const text =
    task === 'vectors'
      ? JSON.stringify(rendered.messages.map(() => [1]))
      : task === 'moderation'
        ? '{"flagged":false,"categories":[]}'
        : '';
  const usage = { inputTokens: 0, outputTokens: 0, estimated: true };
  const answer = { text, toolCalls: [], finishReason: 'stop' as const, usage, model };
  return { rendered, model, text, answer, usage, costUsd: 0, latencyMs: 0, timeToFirstTokenMs: undefined };
}

type JudgesInput = Parameters<Answerer>[0] & {
  readonly judge: JudgingInput;
  readonly tools?: RehearsalTools | undefined;
};

/** What the judges of a test cost at most for the answer to a question, US dollars. Rejects with CapReachedError when nobody can say. */
export async function costOfJudges(
  test: TestCase,
  { judge: input, tools, ...asked }: JudgesInput,
): Promise<number> {
  if (!test.assert.some(asksJudge)) return 0;
  const { rendered, model = rendered.model ?? '', vars } = asked;
  const more = longestAnswer(bounded(asked, true));
  let costUsd = 0;
  const answerer: Answerer = (question) => {
    costUsd += boundOf(withAnswer(bounded({ ...question, isJudge: true }, true), more));
    return Promise.resolve(nothingSaid(question));
  };
  const observed = { output: USUAL_ANSWER, vars, prompt: textOfMessages(rendered.messages), model };
  await rehearseJudges(test, observed, { ...input, tools, answerer, isGuess: true });
  return costUsd;
}

/** The bytes of an answer to a question that goes to its limit. */
export function longestAnswer(question: BoundedQuestion): number {
  const worst = worstCaseOf(question);
  return 'outputTokens' in worst ? worst.outputTokens * BYTES_OF_TOKEN : 0;
}

/** The question of a judge when the answer that it is about is so long. */
export function withAnswer<T extends BoundedQuestion>(question: T, bytes: number): T {
  if (bytes === 0) return question;
  const { rendered } = question;
  const answer = { role: 'user' as const, content: [{ text: textOf(bytes) }] };
  return { ...question, rendered: { ...rendered, messages: [...rendered.messages, answer] } };
}

/** Of all tests of a prompt the longest answer is the same, and may be half a megabyte. */
let filler = '';
function textOf(bytes: number): string {
  if (filler.length !== bytes) filler = 'x'.repeat(bytes);
  return filler;
}

/** Whether a model is asked for the verdict. */
export function asksJudge({ type, assert = [] }: AssertionSpec): boolean {
  return GRADED_TYPES.has(type.replace(/^not-/, '')) || assert.some(asksJudge);
}

/** Those that a model judges when its output is there. */
function gradedOf(spec: AssertionSpec): AssertionSpec[] {
  if (spec.assert) return spec.assert.flatMap(gradedOf);
  return asksJudge(spec) && !isComparing(spec) ? [spec] : [];
}

function exampleText(schema: JsonSchema | undefined): string {
  return JSON.stringify(exampleOf(schema ?? {}));
}

/** Something of a schema, of the simple kind that judges are given. */
function exampleOf(schema: JsonSchema): unknown {
  const { type, enum: [first] = [], properties = {}, items = {} } = schema as ExampleSchema;
  if (first !== undefined) return first;
  if (type === 'object')
    return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, exampleOf(each)]));
  if (type === 'array') return [exampleOf(items)];
  return { boolean: true, number: 1, integer: 1 }[type ?? ''] ?? 'some text';
}

interface ExampleSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}
