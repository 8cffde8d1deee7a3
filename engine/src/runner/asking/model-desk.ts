import { textOfMessages } from '../../providers/message-text';
import { inferProvider, parseModelName } from '../../providers/model-name';
import { ProviderError, type ProviderContext } from '../../providers/provider';
import { findEndpoint } from '../../providers/provider-registry';
import { systemClock, type Clock } from '../../resilience/clock';
import { withRetries } from '../../resilience/retries';
import type { AnswerJournal, JournalQuestion, RememberedAnswer } from '../answers/answer-journal';
import type { ProviderProgress } from '../matrix';
import type { Answerer } from '../run-one-test';
import { askModel, type Question, type RunOutcome } from '../run-prompt';
import { costOfFailure, isUnpaid } from './failure-cost';
import { ProviderQueue } from './provider-queue';
import type { Purse } from './purse';
import { bounded, boundOf, modelOf, worstCaseOf } from './question-bounds';
import { SpendingCap } from './spending-cap';

/** A question of a run: to a model under test, or to a judge. */
export interface DeskQuestion {
  readonly rendered: Question['rendered'];
  readonly task?: Question['task'];
  readonly trace?: Question['trace'];
  /** `provider/model` in place of the prompt's own. */
  readonly model: string | undefined;
  readonly context: ProviderContext;
  readonly answerer?: Answerer | undefined;
  /** What the answerer's answers depend on besides the question. */
  readonly origin?: string | undefined;
  readonly vars: Parameters<Answerer>[0]['vars'];
  readonly timeoutMs: number | undefined;
  /** It is a judge who is asked. */
  readonly isJudge?: boolean;
  /** Within a cap: what those who judge the answer may cost at most, US dollars. Rejects with CapReachedError when nobody can say. */
  readonly judging?: () => Promise<number>;
  /** Money that is set aside for it. */
  readonly purse?: Purse | undefined;
  /** For people. */
  readonly label: string;
  /** Tells equal questions apart that may have different answers. */
  readonly occurrence: (key: string) => string;
}

export interface DeskAnswer {
  readonly outcome: RunOutcome;
  /** It was not asked now. */
  readonly recorded: boolean;
  /** What is left of the money for it, for those who judge it; to be closed. */
  readonly purse?: Purse | undefined;
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
  /** Questions that ended without an answer, for reasons that another run may be without. */
  unanswered = 0;
  /** US dollars that may have been paid besides `costUsd`, now and before the run was gone on with. */
  perhapsUsd: number;
  readonly #settings: DeskSettings;
  readonly #clock: Clock;
  readonly #cap: SpendingCap | undefined;
  readonly #queues = new Map<string, ProviderQueue>();

  constructor(settings: DeskSettings) {
    this.#settings = settings;
    this.#clock = settings.clock ?? systemClock;
    const { maxCostUsd, answers } = settings;
    const { spentUsd = 0, perhapsUsd = 0 } = answers ?? {};
    this.perhapsUsd = perhapsUsd;
    this.#cap = maxCostUsd === undefined ? undefined : new SpendingCap(maxCostUsd, spentUsd + perhapsUsd);
  }

  get providers(): ProviderProgress[] {
    return [...this.#queues].map(([name, queue]) => ({ name, ...queue.report }));
  }

  /** Rejects with ProviderError, CapReachedError or JournalError. Looks into the journal before it first waits for anything. */
  async ask(question: DeskQuestion): Promise<DeskAnswer> {
    try {
      return await this.#answer(question);
    } catch (error) {
      if (!isFinal(error)) this.unanswered++;
      throw error;
    }
  }

  async #answer(question: DeskQuestion): Promise<DeskAnswer> {
    const { answers } = this.#settings;
    const entry = answers && entryOf(question, answers);
    const remembered = entry && answers.find(entry);
    if (remembered) {
      this.recorded++;
      return { outcome: outcomeOf(question, remembered), recorded: true };
    }
    const asideUsd = (this.#cap && (await question.judging?.())) ?? 0;
    return this.#askWithRetries(bounded(question, this.#cap !== undefined), { entry, asideUsd });
  }

  async #askWithRetries(question: DeskQuestion, notes: Omit<AttemptNotes, 'took'>): Promise<DeskAnswer> {
    const { retries, signal } = this.#settings;
    let left = question.timeoutMs ?? Infinity;
    const attempt = async (): Promise<DeskAnswer> => {
      const timed = { ...question, timeoutMs: left === Infinity ? undefined : Math.ceil(left) };
      return this.#attempt(timed, { ...notes, took: (ms) => (left -= ms) });
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

  async #attempt(question: DeskQuestion, { entry, asideUsd, took }: AttemptNotes): Promise<DeskAnswer> {
    const { answers, signal } = this.#settings;
    const queue = this.#queueOf(question);
    const money = await this.#reserve(question, asideUsd);
    const passage = await queue.enter(signal).catch((error: unknown) => {
      money.settle(0);
      money.purse?.close();
      throw error;
    });
    const began = this.#clock.now();
    let sent = false;
    try {
      if (entry) answers?.asked(entry, money.worstUsd);
      sent = true;
      this.asked++;
      const { rendered, task, model, vars, timeoutMs, context, answerer, trace } = question;
      const send = (traceparent?: string): Promise<RunOutcome> => {
        const asked = { rendered, task, model, signal, timeoutMs, traceparent };
        return answerer ? answerer({ ...asked, vars }) : askModel({ ...asked, context });
      };
      const answer = await (trace ? trace.request(modelOf(question), send) : send());
      queue.leave(passage);
      const outcome = trace ? { ...answer, spans: await trace.end() } : answer;
      if (entry) answers?.answered(entry, rememberedOf(outcome));
      money.settle(outcome.costUsd ?? money.worstUsd ?? 0);
      this.costUsd += outcome.costUsd ?? 0;
      if (asideUsd === 0) money.purse?.close();
      return { outcome, recorded: false, purse: asideUsd === 0 ? undefined : money.purse };
    } catch (error) {
      queue.leave(passage, error);
      if (sent && entry && isUnpaid(error)) answers?.refused(entry);
      const cost = sent ? costOfFailure(modelOf(question), error) : 0;
      money.settle(cost ?? money.worstUsd ?? 0);
      money.purse?.close();
      this.costUsd += cost ?? 0;
      if (cost === undefined) this.perhapsUsd += money.worstUsd ?? 0;
      throw error;
    } finally {
      took(this.#clock.now() - began);
    }
  }

  async #reserve(question: DeskQuestion, asideUsd: number): Promise<ReservedMoney> {
    const { answers, signal } = this.#settings;
    if (!this.#cap) {
      const worst = answers && worstCaseOf(question);
      return { worstUsd: worst && 'costUsd' in worst ? worst.costUsd : undefined, settle: () => undefined };
    }
    const worstUsd = boundOf(question);
    const purse = question.purse ? undefined : await this.#cap.reserve(worstUsd + asideUsd, signal);
    const settle = (question.purse ?? purse)?.take(worstUsd);
    if (!settle) throw this.#cap.refusal();
    return { worstUsd, settle, purse };
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

/** A refusal for the content is an answer of its kind, and would be the same again. */
function isFinal(error: unknown): boolean {
  return error instanceof ProviderError && error.code === 'content-policy';
}

interface AttemptNotes {
  readonly entry: JournalQuestion | undefined;
  /** Reserved together with the question, for those who judge its answer. */
  readonly asideUsd: number;
  readonly took: (ms: number) => void;
}

interface ReservedMoney {
  /** Undefined where nobody can say, or need know. */
  readonly worstUsd: number | undefined;
  readonly settle: (usd: number) => void;
  /** Made for this attempt. */
  readonly purse?: Purse | undefined;
}

/** Whose pace questions to `provider/model` keep: their provider's, or that of who answers in its place. */
export function queueNameOf(model: string, answerer: Answerer | undefined): string {
  if (answerer) return 'hub';
  const slash = model.indexOf('/');
  return slash > 0 ? model.slice(0, slash) : (inferProvider(model) ?? '');
}

/** How a question is remembered. Throws ProviderError when no model is named. */
export function entryOf(question: DeskQuestion, answers: AnswerJournal): JournalQuestion {
  const key = question.occurrence(answers.keyOf(keyOfQuestion(question)));
  return { key, label: question.label, prompt: textOfMessages(question.rendered.messages) };
}

/** All that the answer depends on, and nothing else. */
function keyOfQuestion(question: DeskQuestion): unknown {
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
  spans,
}: RunOutcome): RememberedAnswer {
  return { model, answer, costUsd, latencyMs, timeToFirstTokenMs, spans };
}

/** The outcome that is remembered. */
export function outcomeOf({ rendered }: DeskQuestion, remembered: RememberedAnswer): RunOutcome {
  const { model, answer, costUsd, latencyMs, timeToFirstTokenMs, spans } = remembered;
  const { text, usage } = answer;
  return { rendered, model, text, answer, usage, costUsd, latencyMs, timeToFirstTokenMs, spans };
}
