import type { CompiledPrompt, RenderOptions } from '@prompthub/core';
import type { ExperimentSplit, ResolvedPrompt } from '@prompthub/protocol';

/** What the application brings to the rendering of its prompts. */
export type HostOptions = Pick<RenderOptions, 'helpers' | 'tools' | 'schemas' | 'defaults'>;

/** A prompt that was read once, to be rendered often. */
export interface ReadyPrompt {
  readonly resolved: ResolvedPrompt;
  /** Throws a RenderError also when the prompt is broken, or wants what the application does not bring. */
  readonly render: CompiledPrompt['render'];
  /** Where an experiment runs: how it divides, and what each arm gets. */
  readonly experiment?: ExperimentSplit & { readonly arms: readonly ReadyArm[] };
}

export interface ReadyArm {
  readonly name: string;
  readonly weight: number;
  readonly prompt: ReadyPrompt;
}

export async function makeReady(resolved: ResolvedPrompt, host: HostOptions): Promise<ReadyPrompt> {
  const { experiment, ...own } = resolved;
  const ready = await makeOneReady(own, host);
  if (experiment?.split === undefined) return ready;
  const arms = experiment.split.arms.map(async ({ name, weight, prompt }): Promise<ReadyArm> => {
    const { environment } = own;
    return { name, weight, prompt: await makeOneReady({ ...prompt, environment }, host) };
  });
  return {
    ...ready,
    experiment: { id: experiment.id, traffic: experiment.split.traffic, arms: await Promise.all(arms) },
  };
}

async function makeOneReady(resolved: ResolvedPrompt, host: HostOptions): Promise<ReadyPrompt> {
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
