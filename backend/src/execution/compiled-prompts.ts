import { Injectable } from '@nestjs/common';
import { compile, type CompiledPrompt } from '@prompthub/core';
import { LeastRecentlyUsed } from '../common/least-recently-used';
import { PromptBundles } from '../registry/prompt-bundles';

interface Version {
  readonly projectId: string;
  readonly commit: string;
  readonly path: string;
}

/** Characters of source whose prompts are kept, and what a prompt weighs besides: it is kept as a tree and as functions. */
const KEPT_CHARACTERS = 4 << 20;
const PROMPT_WEIGHT = 2000;

/** Prompts made ready to be rendered. What a version holds never changes, so that it is done once. */
@Injectable()
export class CompiledPrompts {
  readonly #kept = new LeastRecentlyUsed<CompiledPrompt>(KEPT_CHARACTERS);

  constructor(private readonly bundles: PromptBundles) {}

  /** @throws ProblemError 404 when there is no such file in the version; RenderError when it is broken. */
  async get({ projectId, commit, path }: Version): Promise<CompiledPrompt> {
    const key = `${projectId}/${commit}/${path}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const { content, partials } = await this.bundles.read({ id: projectId }, { path, commit });
    const sources = Object.entries(partials).map(([name, partial]) => [name, partial.content] as const);
    const compiled = await compile(content, { partials: Object.fromEntries(sources) });
    const weight = sources.reduce((sum, [, text]) => sum + text.length, content.length + PROMPT_WEIGHT);
    this.#kept.set(key, compiled, weight);
    return compiled;
  }
}
