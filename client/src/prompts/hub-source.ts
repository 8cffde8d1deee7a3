import { encodeBlob, framedGitObject, type ResolvedPrompt } from '@prompthub/protocol';
import { HubProtocolError } from '../errors';
import type { ProjectClient } from '../project-client';
import { describeRequest, type PromptRequest } from './prompt-request';
import type { PromptSource } from './prompt-source';

/** The prompts of a hub's project. An answer that is not to the question, or not as the hub sent it, is a failure. */
export function hubSource(project: ProjectClient): PromptSource {
  return {
    async fetch(request, { etag, signal }) {
      const { path, selector } = request;
      // An application may ask for the same prompt with a key and without.
      const arms = selector.environment === undefined ? undefined : ('all' as const);
      const query = { path, ...selector, arms };
      const answer = await project.resolvePrompt(query, { ifNoneMatch: etag, signal });
      if (answer === 'unchanged') return answer;
      const problem = problemOf(request, answer.value) ?? (await damageOf(answer.value));
      if (problem) throw new HubProtocolError(`The answer for ${describeRequest(request)}`, problem);
      return answer;
    },
  };
}

/** A cache between us and the hub that leaves out a part of the question would give another's answer. */
function problemOf({ path, selector }: PromptRequest, answer: ResolvedPrompt): string | undefined {
  const same =
    answer.path === path &&
    answer.environment === selector.environment &&
    answer.label === selector.label &&
    answer.commit.startsWith(selector.commit ?? '');
  return same ? undefined : `is to another question (${answer.path} of ${answer.commit.slice(0, 7)}).`;
}

/** Texts are named by their SHA-1, as Git does. Browsers compute it in secure contexts only; elsewhere nothing is checked. */
async function damageOf(answer: ResolvedPrompt): Promise<string | undefined> {
  const { subtle }: Partial<typeof globalThis.crypto> = globalThis.crypto;
  if (!subtle) return undefined;
  const arms = answer.experiment?.split?.arms.map(({ prompt }) => prompt) ?? [];
  const texts = [answer, ...arms].flatMap((prompt) => [prompt, ...Object.values(prompt.partials)]);
  for (const { path, blob, content } of texts) {
    if (!content.isWellFormed()) return `has damaged text in ${path}.`;
    const digest = await subtle.digest('SHA-1', framedGitObject(encodeBlob(content)));
    const id = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (id !== blob) return `has damaged text in ${path}.`;
  }
  return undefined;
}
