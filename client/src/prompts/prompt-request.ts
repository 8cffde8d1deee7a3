import { promptPathOf } from '@prompthub/protocol';
import type { CacheKey } from './revalidating-cache';

/**
 * Which version of a prompt. An environment is what was deployed to it, a label a pointer of one prompt, a commit a version of
 * the project (its whole id, or its first seven or more digits). Exactly one of them: none stands in for another.
 */
export type PromptSelector =
  | { readonly environment: string; readonly label?: undefined; readonly commit?: undefined }
  | { readonly label: string; readonly environment?: undefined; readonly commit?: undefined }
  | { readonly commit: string; readonly environment?: undefined; readonly label?: undefined };

/** A version of a prompt that somebody wants. */
export interface PromptRequest extends CacheKey {
  /** In the project: `mail/reply.prompt`. */
  readonly path: string;
  readonly selector: PromptSelector;
}

/**
 * @param name the prompt's path, with or without `.prompt`
 * @throws TypeError without a name, and when not exactly one of the three is named
 */
export function promptRequest(name: string, selector: PromptSelector): PromptRequest {
  if (name === '') throw new TypeError('Say which prompt, for example "mail/reply".');
  const path = promptPathOf(name);
  const { kind, value } = partsOf(selector);
  const pinned = kind === 'commit' && /^[0-9a-f]{40}$/.test(value);
  return { id: `${kind} ${value} ${path}`, pinned, path, selector };
}

/** `mail/reply.prompt (environment production)`, for messages. */
export function describeRequest({ path, selector }: PromptRequest): string {
  return `${path} (${describeSelector(selector)})`;
}

/** `environment production` */
export function describeSelector(selector: PromptSelector): string {
  const { kind, value } = partsOf(selector);
  return `${kind} ${value}`;
}

function partsOf(selector: PromptSelector): { kind: string; value: string } {
  const given = (['environment', 'label', 'commit'] as const).flatMap((kind) => {
    const value: unknown = selector[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
  const [only] = given;
  if (given.length !== 1 || typeof only?.value !== 'string' || only.value === '') {
    throw new TypeError(
      'Say exactly one of environment, label and commit, for example { environment: "production" }.',
    );
  }
  return { kind: only.kind, value: only.value };
}
