import type { DataArgument, RenderedPrompt } from '@prompthub/core';
import type { ArmGiven } from '@prompthub/protocol';
import type { ReadyPrompt } from './ready-prompt';
import type { AnswerSource, Held } from './revalidating-cache';

/** A prompt as the application was given it. It does not change any more. */
export class Prompt<Variables extends object = Record<string, unknown>> {
  /** In the project: `mail/reply.prompt`. */
  readonly path: string;
  /** Where it comes from: `hub`, `cache`, `stale` or `lock`. */
  readonly source: AnswerSource;
  /** The version of the project that it is of: a whole commit id. */
  readonly commit: string;
  /** The same in short, for people and logs. */
  readonly version: string;
  /** How long ago the hub confirmed it, in milliseconds; undefined for `lock`. */
  readonly ageMs: number | undefined;
  /** For `stale` and `lock`: why the hub did not answer, when it was asked and did not. */
  readonly problem: Error | undefined;
  /** The experiment that the key is in, and its arm; undefined when it is in none. */
  readonly experiment: ArmGiven | undefined;
  readonly #ready: ReadyPrompt;

  constructor({ value, source, ageMs, problem }: Held<ReadyPrompt>, experiment?: ArmGiven) {
    const { path, commit } = value.resolved;
    this.path = path;
    this.source = source;
    this.commit = commit;
    this.version = commit.slice(0, 7);
    this.ageMs = ageMs;
    this.problem = problem;
    this.experiment = experiment;
    this.#ready = value;
  }

  /** What was written: frontmatter and template. */
  get text(): string {
    return this.#ready.resolved.content;
  }

  /**
   * Messages, model, config and the rest of Dotprompt's `RenderedPrompt`.
   * @param more the conversation so far (`messages`), documents (`docs`), and what `@name` reads (`context`)
   * @throws RenderError when the prompt is broken, or wants a tool, schema or helper that the application did not bring
   */
  render(variables: Variables, more: Omit<DataArgument, 'input'> = {}): RenderedPrompt {
    return this.#ready.render({ ...more, input: Object.fromEntries<unknown>(Object.entries(variables)) });
  }
}
