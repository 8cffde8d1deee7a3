import { z } from 'zod';
import { budgetWarning } from './budgets';
import { instant, objectId, page, pageQuery, uuid } from './common';
import { armGiven, experimentKey } from './experiment-key';
import { environmentName, promptPath } from './releases';
import { tokenUsage } from '../lsp';

/**
 * Running prompts with the hub's own keys.
 *
 *   POST   /api/v1/projects/:organization/:project/execute        Execute → ExecutionResult, or text/event-stream when `stream`
 *            events: `begun` {id} when it is on record, `text` {text}, then one `done` ExecutionResult or one `error` Problem
 *   GET    /api/v1/projects/:organization/:project/executions     ExecutionQuery → records, newest first
 *   GET    …/executions/:execution                                → ExecutionDetail
 *   GET    …/execution-policy                                     → ExecutionPolicy
 *   PUT    …/execution-policy                                     ExecutionPolicy → ExecutionPolicy
 */
export const MAX_MODEL_NAME = 300;
const modelName = z.string().min(1).max(MAX_MODEL_NAME);
const models = z.array(modelName).max(10);

/** Several models, of which one is chosen; the others stand in for it. */
export const modelRoute = z.object({
  strategy: z.enum(['weighted', 'least-cost', 'least-latency']),
  candidates: z
    .array(
      z.object({
        model: modelName,
        /** Share among the weighted; 1 when absent. 0: only when all others are down. */
        weight: z.number().min(0).max(1_000_000).optional(),
        tags: z.array(z.string().max(64)).max(20).optional(),
      }),
    )
    .min(1)
    .max(20),
  /** Only candidates with all of these tags. */
  tags: z.array(z.string().max(64)).max(20).optional(),
});

/** Models that answer where the first one did not, by why it did not. */
export const modelFallbacks = z.object({
  general: models.optional(),
  contextWindow: models.optional(),
  contentPolicy: models.optional(),
});

/** Answers to equal calls of the same project may be kept and given again, at no cost. */
export const cacheWish = z.object({
  /** How old an answer may be, and how long a new one is kept. */
  ttlSeconds: z.int().min(1).max(2_592_000).default(3600),
  /** `no-cache` asks the model and keeps its answer; `no-store` takes a kept answer, and keeps none. */
  mode: z.enum(['default', 'no-cache', 'no-store']).default('default'),
});
export type CacheWish = z.infer<typeof cacheWish>;

export const execute = z
  .object({
    path: z.string(),
    /** Branch or commit; default the project's default branch. */
    ref: z.string().optional(),
    /** What is deployed there, instead of `ref`; also whom it is charged to. */
    environment: environmentName.optional(),
    /** Whose arm counts where an experiment runs in the environment; also as the header `x-prompthub-key`. */
    key: experimentKey.optional(),
    vars: z.record(z.string(), z.unknown()).default({}),
    /** `provider/model`, or several, instead of the prompt's own. */
    model: z.union([z.string().max(MAX_MODEL_NAME), modelRoute]).optional(),
    fallbacks: modelFallbacks.optional(),
    /** Absent: nothing is kept, nothing kept is given. */
    cache: cacheWish.optional(),
    /** Of the whole call, with all that is tried; default and most 10 minutes. */
    timeoutMs: z.int().min(1).max(600_000).optional(),
    stream: z.boolean().default(false),
  })
  .refine(({ ref, environment }) => ref === undefined || environment === undefined, {
    message: 'give ref or environment, not both',
  })
  .meta({ examples: [{ path: 'triage.prompt', ref: 'main', vars: { ticket: 'I was charged twice' } }] });
export type Execute = z.infer<typeof execute>;

/** One request that went to a model. */
export const executionAttempt = z.object({
  model: z.string(),
  latencyMs: z.number(),
  timeToFirstTokenMs: z.number().optional(),
  /** How long was waited before it. */
  waitMs: z.number(),
  /** Absent when it answered. */
  errorCode: z.string().optional(),
  costUsd: z.number().optional(),
});
export type ExecutionAttempt = z.infer<typeof executionAttempt>;

export const executionResult = z
  .object({
    id: uuid,
    commit: objectId,
    experiment: armGiven.optional(),
    /** `provider/model` that answered. */
    model: z.string(),
    text: z.string(),
    toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
    /** Why it ended; `length` when the answer was cut. */
    finishReason: z.enum(['stop', 'length', 'tool-calls', 'content-filter', 'other']),
    /** Why the answer is not what the prompt asks for, though it came and is paid for; its record has failed with `answer-<code>`. */
    problem: z
      .object({
        code: z.enum(['empty', 'cut-off', 'withheld', 'not-json', 'not-of-schema']),
        message: z.string(),
      })
      .optional(),
    usage: tokenUsage,
    /** US dollars, failed attempts included; absent when the model has no known price. */
    costUsd: z.number().optional(),
    /** True when the model has no known price. */
    unpriced: z.boolean().optional(),
    latencyMs: z.number(),
    timeToFirstTokenMs: z.number().optional(),
    /** All requests that were made for it; none when it was kept. */
    attempts: z.array(executionAttempt),
    /** When the answer was kept that is given here again. */
    cachedAt: instant.optional(),
    /** Budgets that are passed, or nearly; fallbacks and candidates of a route that cannot be asked and were left out. */
    warnings: z.array(budgetWarning.partial({ budget: true })).optional(),
  })
  .meta({ id: 'ExecutionResult' });
export type ExecutionResult = z.infer<typeof executionResult>;

/** Who, for people. */
const named = z.object({ id: uuid, name: z.string() });

export const executionRecord = z
  .object({
    id: uuid,
    path: z.string(),
    commit: objectId,
    environment: environmentName.optional(),
    experiment: armGiven.optional(),
    model: z.string(),
    /** `failed` also when an answer came that is not what the prompt asks for. */
    status: z.enum(['running', 'succeeded', 'failed']),
    /** Whether the answer was a kept one. */
    cached: z.boolean(),
    user: named,
    /** The personal access token that it was asked with. */
    key: named.optional(),
    inputTokens: z.int(),
    outputTokens: z.int(),
    /** What was settled; while it runs, and where nobody knows, what was reserved. */
    costUsd: z.number().optional(),
    /** True when tokens were used and the model has no known price. */
    unpriced: z.boolean().optional(),
    latencyMs: z.number().optional(),
    timeToFirstTokenMs: z.number().optional(),
    /** Requests that were made beyond the first. */
    retries: z.int(),
    errorCode: z.string().optional(),
    startedAt: instant,
  })
  .meta({ id: 'ExecutionRecord' });
export type ExecutionRecord = z.infer<typeof executionRecord>;
export const executionPage = page(executionRecord);

export const executionQuery = pageQuery.extend({
  path: promptPath.optional(),
  environment: environmentName.optional(),
  model: modelName.optional(),
  status: z.enum(['running', 'succeeded', 'failed']).optional(),
  errorCode: z.string().max(100).optional(),
  /** Of this member; `me` for one's own. */
  user: z.union([z.literal('me'), uuid]).optional(),
  key: uuid.optional(),
  since: instant.optional(),
  until: instant.optional(),
});
export type ExecutionQuery = z.infer<typeof executionQuery>;

/** A record with all that was kept of it. */
export const executionDetail = executionRecord
  .extend({
    usage: tokenUsage.optional(),
    attempts: z.array(executionAttempt),
    /** Absent where the policy keeps none. */
    contents: z
      .object({
        vars: z.record(z.string(), z.unknown()),
        /** What the caller said after the prompt's own messages. */
        messages: z
          .array(z.object({ role: z.string(), content: z.array(z.record(z.string(), z.unknown())) }))
          .optional(),
        text: z.string().optional(),
        toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })).optional(),
      })
      .optional(),
  })
  .meta({ id: 'ExecutionDetail' });
export type ExecutionDetail = z.infer<typeof executionDetail>;

/** Whether a project keeps what its prompts were asked and answered, and for how long. */
export const executionPolicy = z
  .object({ keepContents: z.enum(['none', 'failed', 'all']), keepDays: z.int().min(1).max(3650) })
  .meta({ id: 'ExecutionPolicy', examples: [{ keepContents: 'failed', keepDays: 30 }] });
export type ExecutionPolicy = z.infer<typeof executionPolicy>;
