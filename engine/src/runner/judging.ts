import { z } from 'zod';
import { AssertionError } from '../assertions/assertion';
import {
  NO_TOOLS,
  readingFiles,
  type AssertionTools,
  type JudgeQuestion,
} from '../assertions/assertion-tools';
import { capabilitiesOf } from '../providers/model-capabilities';
import { parseModelName } from '../providers/model-name';
import { ProviderError, type ProviderContext } from '../providers/provider';
import { findEndpoint } from '../providers/provider-registry';
import { bounded } from './asking/question-bounds';
import type { Answerer } from './run-one-test';
import { askModel, type Question, type RunOutcome } from './run-prompt';
import type { Expense, TestCase } from './test-case';

/** Who judges in a run, where a test or an assertion names nobody. */
export interface JudgeSetting {
  /** `provider/model` that judges. There is no default: a judge is never paid without being named. */
  readonly model?: string;
  /** `provider/model` that makes vectors. */
  readonly embeddings?: string;
  /** Model settings of who judges, as in a prompt's `config`; without `maxOutputTokens` it has a usual limit. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Asked instead of the judges' providers: what records, replays or counts. The question is always rendered already. */
  readonly answerer?: Answerer;
  readonly readFile?: AssertionTools['readFile'];
}

export interface JudgingInput extends JudgeSetting {
  readonly context: ProviderContext;
  readonly signal?: AbortSignal;
  /** For each question, milliseconds. */
  readonly timeoutMs?: number;
}

/** The tools of one test, and what they have taken until now; undefined when no model was asked. */
export interface Judging {
  readonly tools: AssertionTools;
  expense(): Expense | undefined;
}

/** `moderation` is the name of this very endpoint, which costs nothing. */
const MODERATION_MODEL = 'openai/omni-moderation-latest';

/** What the assertions of a test may use: its own judge goes before that of the run. */
export function judgingOf({ judge, vars }: Pick<TestCase, 'judge' | 'vars'>, input: JudgingInput): Judging {
  const { context, signal, timeoutMs, readFile = NO_TOOLS.readFile } = input;
  const ledger = new Ledger();
  const send = async (question: Pick<Question, 'rendered' | 'task'>, model: string): Promise<RunOutcome> => {
    const asked = { ...question, model, signal, timeoutMs };
    const outcome = await (input.answerer
      ? input.answerer({ ...asked, vars })
      : askModel({ ...bounded({ ...asked, isJudge: true }, false), context }));
    ledger.add(outcome);
    return outcome;
  };
  const ask = async (question: JudgeQuestion): Promise<string> => {
    const model = question.model ?? judge?.model ?? input.model;
    if (model === undefined) throw noJudge();
    const config = { ...input.config, ...question.config };
    return inWords('The judge', model, async () => {
      const rendered = renderedQuestion({ ...question, config }, model, context);
      const { text, answer } = await send({ rendered }, model);
      if (answer.finishReason === 'length') throw cutOff(model);
      return text;
    });
  };
  const embed: AssertionTools['embed'] = async (texts, named) => {
    const model = named ?? judge?.embeddings ?? input.embeddings;
    if (model === undefined) throw noEmbeddings();
    return inWords('The model for meanings', model, async () => {
      const said = await send({ rendered: renderedTexts(texts), task: 'vectors' }, model);
      return vectorsAnswer.parse(JSON.parse(said.text));
    });
  };
  const moderate: AssertionTools['moderate'] = (text, model = MODERATION_MODEL) =>
    inWords('The moderation', model, async () => {
      const said = await send({ rendered: renderedTexts([text]), task: 'moderation' }, model);
      return moderationAnswer.parse(JSON.parse(said.text));
    });
  return {
    tools: {
      ask,
      embed,
      moderate,
      readFile: readingFiles(readFile),
      rubricPrompt: judge?.rubricPrompt,
      signal,
    },
    expense: () => ledger.total,
  };
}

/** What stands in a recording is somebody's file. */
const vectorsAnswer = z.array(z.array(z.number()));
const moderationAnswer = z.object({
  flagged: z.boolean(),
  categories: z.array(z.object({ name: z.string(), flagged: z.boolean(), score: z.number() })),
});

/** Sums up what several judges took; one without a price makes the sum unknown. */
export function addExpenses(first: Expense | undefined, second: Expense | undefined): Expense | undefined {
  if (!first || !second) return first ?? second;
  const costUsd =
    first.costUsd === undefined || second.costUsd === undefined ? undefined : first.costUsd + second.costUsd;
  const recordedUsd = (first.recordedUsd ?? 0) + (second.recordedUsd ?? 0);
  return {
    inputTokens: first.inputTokens + second.inputTokens,
    outputTokens: first.outputTokens + second.outputTokens,
    estimated: first.estimated || second.estimated,
    costUsd,
    ...(recordedUsd > 0 && { recordedUsd }),
  };
}

class Ledger {
  total: Expense | undefined;

  add({ usage: { inputTokens, outputTokens, estimated }, costUsd, recorded }: RunOutcome): void {
    const recordedUsd = recorded ? costUsd : undefined;
    const expense = { inputTokens, outputTokens, estimated, costUsd, ...(recordedUsd && { recordedUsd }) };
    this.total = addExpenses(this.total, expense);
  }
}

function renderedQuestion(
  { messages, config, schema, webSearch }: JudgeQuestion,
  named: string,
  context: ProviderContext,
): Question['rendered'] {
  const { provider, model } = parseModelName(named);
  const kind = findEndpoint(provider, context)?.kind;
  if (webSearch && kind === 'anthropic')
    throw new AssertionError(
      `${named} cannot search the web from here. Name a model that searches by itself as the judge, such as openai/gpt-5-search-api.`,
    );
  // Models that search refuse both.
  const plain = webSearch ? {} : temperature(kind, model);
  return {
    config: {
      ...plain,
      ...(webSearch && (kind === 'openai' || kind === 'azure') && { web_search_options: {} }),
      ...config,
    },
    messages: [...messages],
    ...(schema && !webSearch && takesSchemas(kind) && { output: { format: 'json', schema } }),
  };
}

/** A message for each text. */
function renderedTexts(texts: readonly string[]): Question['rendered'] {
  return { config: {}, messages: texts.map((text) => ({ role: 'user', content: [{ text }] })) };
}

/** Of other servers some refuse the whole question; their answers are read with care anyway. */
function takesSchemas(kind: string | undefined): boolean {
  return kind !== 'openai-compatible';
}

/** 0, but not for OpenAI's reasoning models, which refuse it. */
function temperature(kind: string | undefined, model: string): { temperature?: number } {
  const reasons =
    (kind === 'openai' || kind === 'azure') && /^(?:o\d|gpt-(?:[5-9]|\d\d))(?!.*chat)/.test(model);
  return reasons || !capabilitiesOf(kind ?? '', model).sampling ? {} : { temperature: 0 };
}

/** A failure of the provider makes the assertion one that could not be decided. An abort is the run's and goes on. */
async function inWords<T>(who: string, model: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code === 'aborted') throw error;
    throw new AssertionError(`${who} (${model}) did not answer. ${error.message}`);
  }
}

function cutOff(model: string): AssertionError {
  return new AssertionError(
    `The judge (${model}) came to its output limit before it had decided. Let it write more: ` +
      '"judge: { model: …, config: { maxOutputTokens: 16000 } }" in prompthub.yaml.',
  );
}

function noJudge(): AssertionError {
  return new AssertionError(
    'A model has to judge this, and none is named. Name one for the run (--judge provider/model), for the folder ("judge" in ' +
      'prompthub.yaml), for the test (options: { provider: provider/model }) or for the assertion (provider: provider/model).',
  );
}

function noEmbeddings(): AssertionError {
  return new AssertionError(
    'A model that makes embeddings has to compare this, and none is named. Name one for the run (--embeddings provider/model), for ' +
      'the folder ("judge: { embeddings: … }" in prompthub.yaml), for the test (options: { provider: { embedding: provider/model } }) ' +
      'or for the assertion (provider: provider/model), such as openai/text-embedding-3-small.',
  );
}
