import { dollars, duration } from '@prompthub/protocol';
import type { TokenUsage } from '@prompthub/engine';
import { printable } from '../terminal/output';

/** What was answered, here or at the hub. */
export interface Answer {
  readonly model: string;
  readonly text: string;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  readonly usage: TokenUsage;
  /** US dollars; undefined when the model has no known price. */
  readonly costUsd?: number;
  readonly latencyMs: number;
  readonly timeToFirstTokenMs?: number;
  /** The version that the hub ran. */
  readonly commit?: string;
  /** When the hub kept the answer that it gave again. */
  readonly cachedAt?: string;
  /** Budgets of the hub that are passed, or nearly. */
  readonly warnings?: readonly { readonly message: string }[];
}

/** `openai/gpt-5-mini · 812 + 64 tokens · $0.0003 · 1.2 s · version 4f1c0d2a3b`. */
export function describeAnswer(answer: Answer, now = Date.now()): string {
  const { model, usage, latencyMs, commit } = answer;
  const tokens = `${usage.inputTokens} + ${usage.outputTokens} tokens${usage.estimated ? ' (estimated)' : ''}`;
  const version = commit === undefined ? [] : [`version ${commit.slice(0, 10)}`];
  return [printable(model), tokens, costOf(answer, now), duration(latencyMs), ...version].join(' · ');
}

function costOf({ costUsd, cachedAt }: Answer, now: number): string {
  if (cachedAt !== undefined)
    return `kept answer, no cost, ${age(Math.max(0, now - Date.parse(cachedAt)))} old`;
  return costUsd === undefined ? 'price unknown' : dollars(costUsd);
}

function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`;
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}
