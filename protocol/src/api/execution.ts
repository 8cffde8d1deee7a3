import { z } from 'zod';
import { instant, objectId, page, uuid } from './common';
import { tokenUsage } from '../lsp';

/**
 * Running prompts with the hub's own keys.
 *
 *   POST   /api/v1/projects/:organization/:project/execute        Execute → ExecutionResult, or text/event-stream when `stream`
 *            events: `text` {text}, then one `done` ExecutionResult or one `error` Problem
 *   GET    /api/v1/projects/:organization/:project/executions     → usage records, newest first
 *   GET    /api/v1/organizations/:organization/provider-keys
 *   PUT    /api/v1/organizations/:organization/provider-keys/:provider   { key, baseUrl? }: never returned again
 *   DELETE /api/v1/organizations/:organization/provider-keys/:provider
 */
export const execute = z
  .object({
    path: z.string(),
    /** Branch or commit; default the project's default branch. */
    ref: z.string().optional(),
    vars: z.record(z.string(), z.unknown()).default({}),
    /** `provider/model` instead of the prompt's own. */
    model: z.string().optional(),
    stream: z.boolean().default(false),
  })
  .meta({ examples: [{ path: 'triage.prompt', ref: 'main', vars: { ticket: 'I was charged twice' } }] });
export type Execute = z.infer<typeof execute>;

export const executionResult = z
  .object({
    id: uuid,
    commit: objectId,
    model: z.string(),
    text: z.string(),
    toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
    usage: tokenUsage,
    /** US dollars; absent when the model has no known price. */
    costUsd: z.number().optional(),
    /** True when the model has no known price. */
    unpriced: z.boolean().optional(),
    latencyMs: z.number(),
    timeToFirstTokenMs: z.number().optional(),
  })
  .meta({ id: 'ExecutionResult' });
export type ExecutionResult = z.infer<typeof executionResult>;

export const executionRecord = z
  .object({
    id: uuid,
    path: z.string(),
    commit: objectId,
    model: z.string(),
    status: z.enum(['running', 'succeeded', 'failed']),
    inputTokens: z.int(),
    outputTokens: z.int(),
    costUsd: z.number().optional(),
    /** True when tokens were used and the model has no known price. */
    unpriced: z.boolean().optional(),
    latencyMs: z.number().optional(),
    errorCode: z.string().optional(),
    startedAt: instant,
  })
  .meta({ id: 'ExecutionRecord' });
export type ExecutionRecord = z.infer<typeof executionRecord>;
export const executionPage = page(executionRecord);

export const setProviderKey = z
  .object({ key: z.string().min(1).max(4096), baseUrl: z.url().optional() })
  .meta({ examples: [{ key: 'sk-…' }] });
export type SetProviderKey = z.infer<typeof setProviderKey>;
export const providerKey = z
  .object({
    provider: z.string(),
    /** The last four characters, to tell keys apart. */
    hint: z.string(),
    baseUrl: z.string().optional(),
    updatedAt: instant,
  })
  .meta({ id: 'ProviderKey' });
export type ProviderKey = z.infer<typeof providerKey>;

export const providerKeyList = z.object({ items: z.array(providerKey) });
