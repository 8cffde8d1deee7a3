import type { TestHistory, TestOutcome } from '@prompthub/protocol';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import type { PlacedTest } from '../tests/test-source';

/** Names what a run of a test is about: the prompt, its partials and the test as they are written. The same in every session. */
export async function testedText(
  { workspace }: Context,
  prompt: PromptDocument,
  { document, range: { start, end } }: PlacedTest,
): Promise<string> {
  const partials = Object.entries(workspace.partials(prompt.uri) ?? {}).sort();
  const all = JSON.stringify([prompt.text, partials, document.text.slice(start, end)]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(all));
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Nothing for one that has run once: a single run cannot be flaky. */
export function recentOf(history: TestHistory | undefined): Pick<TestOutcome, 'recent'> {
  if (!history || history.passes.length < 2) return {};
  const { passes } = history;
  return { recent: { passed: passes.filter(Boolean).length, total: passes.length } };
}
