import type { CompiledPrompt, RenderOptions } from '@prompthub/core';
import type { ResolvedPrompt } from '@prompthub/protocol';

/** What the application brings to the rendering of its prompts. */
export type HostOptions = Pick<RenderOptions, 'helpers' | 'tools' | 'schemas' | 'defaults'>;

/** A prompt that was read once, to be rendered often. */
export interface ReadyPrompt {
  readonly resolved: ResolvedPrompt;
  /** Throws a RenderError also when the prompt is broken, or wants what the application does not bring. */
  readonly render: CompiledPrompt['render'];
}

export async function makeReady(resolved: ResolvedPrompt, host: HostOptions): Promise<ReadyPrompt> {
  // Whoever asks the hub for other things does without the language.
  const { compile, RenderError } = await import('@prompthub/core');
  const sources = Object.entries(resolved.partials).map(([name, { content }]) => [name, content] as const);
  try {
    const compiled = await compile(resolved.content, { ...host, partials: Object.fromEntries(sources) });
    return { resolved, render: (data) => compiled.render(data) };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    const broken = (): never => {
      throw error;
    };
    return { resolved, render: broken };
  }
}
