import { isPartial, renderWithSourceMap, RenderError, type MessageMap, type Range } from '@prompthub/core';
import type { InlayHint } from 'vscode-languageserver';
import { stampOf } from '../checks';
import type { Context, Engine } from '../context';
import type { PromptDocument } from '../documents';
import { overlaps } from '../ranges';
import { selectedTest, testsOf } from '../tests/test-source';
import { fileNameOf } from '../uri';
import type { HintSource } from './inlay-hints';

/** The tokens that begin at one place, which in a loop may be those of several messages. */
interface Count {
  readonly at: number;
  readonly tokens: number;
  readonly messages: number;
}

interface Counts {
  readonly byMessage: readonly Count[];
  readonly total: number;
}

/**
 * Tokens of each message where it begins, and of the whole request behind the frontmatter: for the selected test, else for the defaults.
 * Nothing as long as the prompt does not render.
 */
export const tokenHints: HintSource = async (context, document, range) => {
  const isWanted = context.settings.inlayHints.tokens && document.kind === 'prompt';
  const isPrompt = document.tree.dialect === 'dotprompt' && !isPartial(fileNameOf(document.uri));
  if (!isWanted || !isPrompt || document.tree.template.body.length === 0) return [];
  await context.workspace.ready;
  const test = selectedTest(context, document.uri, await testsOf(context, document));
  const counts = await countsOf(context, document, test?.vars ?? {});
  if (!counts) return [];
  const source = test ? `with the values of the test “${test.description}”` : 'with the default values';
  const tooltip = `Estimated from the rendered text ${source}, as usual tokenizers cut it: about ±25 % for prose. Formatting of the chat and media are counted in.`;
  const hint = (at: number, label: string): InlayHint => ({
    position: document.lines.positionAt(at),
    label,
    tooltip,
    paddingLeft: at !== document.tree.templateRange.start,
    paddingRight: at === document.tree.templateRange.start,
  });
  const { frontmatter } = document.tree;
  const total = frontmatter && endOfLine(document.text, frontmatter.range);
  const hints = counts.byMessage.map(({ at, tokens, messages }) => ({
    at,
    label: `≈ ${tokens} tokens${messages > 1 ? ` (${messages} messages)` : ''}`,
  }));
  const all = [
    ...(total === undefined ? [] : [{ at: total, label: `≈ ${counts.total} tokens in all` }]),
    // A prompt of one message has them all there.
    ...(total !== undefined && hints.length === 1 ? [] : hints),
  ];
  return all
    .filter(({ at }) => overlaps({ start: at, end: at }, range))
    .map(({ at, label }) => hint(at, label));
};

const kept = new WeakMap<PromptDocument, { key: string; counts: Promise<Counts | undefined> }>();

function countsOf(
  context: Context,
  document: PromptDocument,
  input: Readonly<Record<string, unknown>>,
): Promise<Counts | undefined> {
  const key = `${stampOf(context, document)} ${JSON.stringify(input)}`;
  const known = kept.get(document);
  if (known?.key === key) return known.counts;
  const counts = count(context, document, input);
  kept.set(document, { key, counts });
  counts.catch(() => undefined);
  return counts;
}

async function count(
  context: Context,
  document: PromptDocument,
  input: Readonly<Record<string, unknown>>,
): Promise<Counts | undefined> {
  const engine = await context.loadEngine().catch((): Engine | undefined => undefined);
  if (!engine) return undefined;
  const partials = context.workspace.partials(document.uri) ?? {};
  try {
    const { prompt, map } = await renderWithSourceMap(document.tree, { input: { ...input } }, { partials });
    const byPlace = new Map<number, Count>();
    prompt.messages.forEach((message, index) => {
      const at = placeOf(document, map.messages[index]);
      const known = byPlace.get(at) ?? { at, tokens: 0, messages: 0 };
      const tokens = known.tokens + engine.estimateRequestTokens({ messages: [message] });
      byPlace.set(at, { at, tokens, messages: known.messages + 1 });
    });
    const { messages, toolDefs: tools } = prompt;
    return { byMessage: [...byPlace.values()], total: engine.estimateRequestTokens({ messages, tools }) };
  } catch (error) {
    if (error instanceof RenderError) return undefined;
    throw error;
  }
}

/** Behind the tag that begins a message, or the partial that has it; else where the template begins. */
function placeOf({ tree }: PromptDocument, map: MessageMap | undefined): number {
  const begin = map?.begin;
  if (!begin || begin.kind === 'history') return tree.templateRange.start;
  const [caller] = begin.callers;
  return (begin.partial === undefined ? begin : caller)?.range.end ?? tree.templateRange.start;
}

/** The end of a range's last line, without the line break. */
function endOfLine(text: string, { start, end }: Range): number {
  return start + text.slice(start, end).trimEnd().length;
}
