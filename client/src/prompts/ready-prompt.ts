import { compile, RenderError, type CompiledPrompt, type RenderOptions } from '@prompthub/core';
import type { ResolvedPrompt } from '@prompthub/protocol';

/** What the application brings to the rendering of its prompts. */
export type HostOptions = Pick<RenderOptions, 'helpers' | 'tools' | 'schemas' | 'defaults'>;

/** A prompt that was read once, to be rendered often. */
export interface ReadyPrompt {
  readonly resolved: ResolvedPrompt;
  /** Why it cannot be rendered, when it is broken or wants what the application does not bring. */
  readonly compiled: CompiledPrompt | RenderError;
}

export async function makeReady(resolved: ResolvedPrompt, host: HostOptions): Promise<ReadyPrompt> {
  const sources = Object.entries(resolved.partials).map(([name, { content }]) => [name, content] as const);
  const partials = Object.fromEntries(sources);
  try {
    return { resolved, compiled: await compile(resolved.content, { ...host, partials }) };
  } catch (error) {
    if (error instanceof RenderError) return { resolved, compiled: error };
    throw error;
  }
}
