import type { Cost } from '../../cost/cost-of';
import { embeddingCost } from '../../cost/embedding-cost';
import { worstCaseCost, type WorstCase } from '../../cost/worst-case-cost';
import { textOfMessages } from '../../providers/message-text';
import { inferProvider, parseModelName } from '../../providers/model-name';
import type { ProviderContext } from '../../providers/provider';
import { findEndpoint } from '../../providers/provider-registry';
import { systemClock, type Clock } from '../../resilience/clock';
import { withRetries } from '../../resilience/retries';
import type { AnswerJournal, JournalQuestion, RememberedAnswer } from '../answers/answer-journal';
import type { ProviderProgress } from '../matrix';
import type { Answerer } from '../run-one-test';
import { askModel, type Question, type RunOutcome } from '../run-prompt';
import { costOfFailure, isUnpaid } from './failure-cost';
import { ProviderQueue } from './provider-queue';
import { CapReachedError, SpendingCap } from './spending-cap';
import { withUsualOutputLimit } from './usual-output-limit';

/** A question of a run: to a model under test, or to a judge. */
export interface DeskQuestion {
  readonly rendered: Question['rendered'];
  readonly task?: Question['task'];
  /** `provider/model` in place of the prompt's own. */
  readonly model: string | undefined;
  readonly context: ProviderContext;
  readonly answerer?: Answerer | undefined;
  /** What the answerer's answers depend on besides the question. */
  readonly origin?: string | undefined;
  readonly vars: Parameters<Answerer>[0]['vars'];
  readonly timeoutMs: number | undefined;
  /** For people. */
  readonly label: string;
  /** Tells equal questions apart that may have different answers. */
  readonly occurrence: (key: string) => string;
}

export interface DeskAnswer {
  readonly outcome: RunOutcome;
  /** It was not asked now. */
  readonly recorded: boolean;
}

export interface DeskSettings {
  readonly concurrency: number;
  readonly retries: number;
  readonly maxCostUsd: number | undefined;
  readonly answers: AnswerJournal | undefined;
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
}

/** Longer waits are not waited: providers that count by the minute name no longer ones. Milliseconds. */
const LONGEST_WAIT_MS = 120_000;
const FIRST_WAIT_MS = 500;

/**
 * Where all questions of a run are asked: from memory where that may be, otherwise within the cap, in their provider's queue, and again
 * where that helps. Nothing goes out before it is on disk.
 */
export class ModelDesk {
  asked = 0;
  retries = 0;
  recorded = 0;
  costUsd = 0;
  readonly #settings: DeskSettings;
  readonly #clock: Clock;
  readonly #cap: SpendingCap | undefined;
  readonly #queues = new Map<string, ProviderQueue>();

  constructor(settings: DeskSettings) {
    this.#settings = settings;
    this.#clock = settings.clock ?? systemClock;
    const { maxCostUsd, answers } = settings;
    this.#cap = maxCostUsd === undefined ? undefined : new SpendingCap(maxCostUsd, answers?.spentUsd);
  }

  get providers(): ProviderProgress[] {
    return [...this.#queues].map(([name, queue]) => ({ name, ...queue.report }));
  }

  /** Rejects with ProviderError, CapReachedError or JournalError. Looks into the journal before it first waits for anything. */
  async ask(question: DeskQuestion): Promise<DeskAnswer> {
    const { answers } = this.#settings;
    const entry = answers && entryOf(question, answers);
    const remembered = entry && answers.find(entry);
    if (remembered) {
      this.recorded++;
      return { outcome: outcomeOf(question, remembered), recorded: true };
    }
    return { outcome: await this.#askWithRetries(this.#bounded(question), entry), recorded: false };
  }

  #bounded(question: DeskQuestion): DeskQuestion {
    if (!this.#cap) return question;
    const { rendered } = question;
    return {
      ...question,
      rendered: { ...rendered, config: withUsualOutputLimit(modelOf(question), rendered.config ?? {}) },
    };
  }

  async #askWithRetries(question: DeskQuestion, entry: JournalQuestion | undefined): Promise<RunOutcome> {
    const { retries, signal } = this.#settings;
    let left = question.timeoutMs ?? Infinity;
    const attempt = async (): Promise<RunOutcome> => {
      const timed = { ...question, timeoutMs: left === Infinity ? undefined : Math.ceil(left) };
      return this.#attempt(timed, { entry, took: (ms) => (left -= ms) });
    };
    return withRetries(attempt, {
      settings: { retries, firstWaitMs: FIRST_WAIT_MS, longestWaitMs: LONGEST_WAIT_MS },
      clock: this.#clock,
      random: Math.random,
      signal,
      // The time limit is the answer's: what is waited for a turn does not count.
      remaining: () => (left > 1 ? Infinity : 0),
      onWait: () => this.retries++,
    });
  }

  async #attempt(question: DeskQuestion, { entry, took }: AttemptNotes): Promise<RunOutcome> {
    const { answers, signal } = this.#settings;
    const queue = this.#queueOf(question);
    const money = await this.#reserve(question).catch((error: unknown) => {
      if (error instanceof CapReachedError) answers?.withhold();
      throw error;
    });
    const passage = await queue.enter(signal).catch((error: unknown) => {
      money.settle(0);
      throw error;
    });
    const began = this.#clock.now();
    let sent = false;
    try {
      if (entry) answers?.asked(entry);
      sent = true;
      this.asked++;
      const { rendered, task, model, vars, timeoutMs, context, answerer } = question;
      const asked = { rendered, task, model, signal, timeoutMs };
      const outcome = await (answerer ? answerer({ ...asked, vars }) : askModel({ ...asked, context }));
      queue.leave(passage);
      if (entry) answers?.answered(entry, rememberedOf(outcome));
      this.#settle(money, outcome.costUsd ?? money.worstUsd, outcome.costUsd ?? 0);
      return outcome;
    } catch (error) {
      queue.leave(passage, error);
      if (sent && entry && isUnpaid(error)) answers?.refused(entry);
      const cost = sent ? costOfFailure(modelOf(question), error, money.worstUsd) : 0;
      this.#settle(money, cost, cost);
      throw error;
    } finally {
      took(this.#clock.now() - began);
    }
  }

  #settle({ settle }: ReservedMoney, costUsd: number, known: number): void {
    settle(costUsd);
    this.costUsd += known;
  }

  async #reserve(question: DeskQuestion): Promise<ReservedMoney> {
    if (!this.#cap) return { worstUsd: 0, settle: () => undefined };
    const model = modelOf(question);
    const worst = worstCaseOf(question, model);
    if (!('costUsd' in worst)) throw withoutBound(model, 'unpriced' in worst);
    return {
      worstUsd: worst.costUsd,
      settle: await this.#cap.reserve(worst.costUsd, this.#settings.signal),
    };
  }

  #queueOf(question: DeskQuestion): ProviderQueue {
    const name = queueNameOf(modelOf(question), question.answerer);
    const known = this.#queues.get(name);
    if (known) return known;
    const made = new ProviderQueue(this.#settings.concurrency, {
      clock: this.#clock,
      longestWaitMs: LONGEST_WAIT_MS,
    });
    this.#queues.set(name, made);
    return made;
  }
}

function worstCaseOf({ rendered, task }: DeskQuestion, model: string): WorstCase | Cost {
  const { messages, config = {}, toolDefs: tools, output } = rendered;
  if (task === undefined) return worstCaseCost(model, { messages, config, tools, output });
  // As `worstCaseCost`: a token has a byte at least.
  return task === 'moderation'
    ? { costUsd: 0 }
    : embeddingCost(model, Buffer.byteLength(textOfMessages(messages)));
}

function withoutBound(model: string, unpriced: boolean): CapReachedError {
  const why = unpriced
    ? `${model} has no known price`
    : `nobody can tell how much ${model} would read or write`;
  return new CapReachedError(`It was not asked: ${why}, so that the run's cap could not hold.`);
}

interface AttemptNotes {
  readonly entry: JournalQuestion | undefined;
  readonly took: (ms: number) => void;
}

interface ReservedMoney {
  readonly worstUsd: number;
  readonly settle: (usd: number) => void;
}

/** Whose pace questions to `provider/model` keep: their provider's, or that of who answers in its place. */
export function queueNameOf(model: string, answerer: Answerer | undefined): string {
  if (answerer) return 'hub';
  const slash = model.indexOf('/');
  return slash > 0 ? model.slice(0, slash) : (inferProvider(model) ?? '');
}

/** `provider/model` as it is written; the provider of well-known names may be left out. */
function modelOf({ model, rendered }: Pick<DeskQuestion, 'model' | 'rendered'>): string {
  return model ?? rendered.model ?? '';
}

function entryOf(question: DeskQuestion, answers: AnswerJournal): JournalQuestion {
  const key = question.occurrence(answers.keyOf(keyOfQuestion(question)));
  return { key, label: question.label, prompt: textOfMessages(question.rendered.messages) };
}

/** All that the answer depends on, and nothing else. Throws ProviderError when no model is named. */
export function keyOfQuestion(
  question: Pick<DeskQuestion, 'rendered' | 'task' | 'model' | 'context' | 'answerer' | 'origin' | 'vars'>,
): unknown {
  const { rendered, task, context, answerer, origin, vars } = question;
  const { messages, config = {}, toolDefs: tools, output } = rendered;
  const model = modelOf(question);
  const served = answerer ? { origin, vars } : addressOf(model, context);
  return { model, served, messages, config, tools, output, task };
}

function addressOf(model: string, context: ProviderContext): unknown {
  const endpoint = findEndpoint(parseModelName(model).provider, context);
  return endpoint && [endpoint.kind, endpoint.baseUrl];
}

function rememberedOf({
  model,
  answer,
  costUsd,
  latencyMs,
  timeToFirstTokenMs,
}: RunOutcome): RememberedAnswer {
  return { model, answer, costUsd, latencyMs, timeToFirstTokenMs };
}

function outcomeOf({ rendered }: DeskQuestion, remembered: RememberedAnswer): RunOutcome {
  const { model, answer, costUsd, latencyMs, timeToFirstTokenMs } = remembered;
  const { text, usage } = answer;
  return { rendered, model, text, answer, usage, costUsd, latencyMs, timeToFirstTokenMs };
}
