import { isPartial } from '@prompthub/core';
import type { InlayHint } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { overlaps } from '../ranges';
import { selectedTest, testsOf } from '../tests/test-source';
import type { PromptTokens, TokenCount } from '../tokens/count-prompt';
import { inTime } from '../tokens/in-time';
import { fileNameOf } from '../uri';
import type { HintSource } from './inlay-hints';
import { countingOf, type Counting } from './inlay-token-counts';
import { tokenTooltip, type TokenFacts } from './inlay-token-tooltip';

/**
 * How long hints wait for exact counts, in milliseconds. Those usually take a few; but a vocabulary is read first. A
 * client that can be told to ask again has the estimates meanwhile, another one would be left with them.
 */
const PATIENCE = { asksAgain: 300, asksOnce: 2000 };

/**
 * Tokens of each message where it begins, and of all behind the frontmatter: for the selected test, else for the defaults.
 * Nothing as long as the prompt does not render.
 */
export const tokenHints: HintSource = async (context, document, range) => {
  const isWanted = context.settings.inlayHints.tokens && document.kind === 'prompt';
  const isPrompt = document.tree.dialect === 'dotprompt' && !isPartial(fileNameOf(document.uri));
  if (!isWanted || !isPrompt || document.tree.template.body.length === 0) return [];
  await context.workspace.ready;
  const test = selectedTest(context, document.uri, await testsOf(context, document));
  const counting = await countingOf(context, document, test?.vars ?? {});
  if (!counting) return [];
  const tokens = await tokensOf(context, counting);
  const about = { encoding: tokens.encoding, model: counting.model, test: test?.description };
  const { start: begin } = document.tree.templateRange;
  const hints = placed(document, tokens, counting.places)
    .filter(({ at }) => overlaps({ start: at, end: at }, range))
    .map(async ({ at, ...count }): Promise<InlayHint> => {
      const facts: TokenFacts = { ...count, ...about };
      const more = context.abilities.inlayHintResolve
        ? { data: facts }
        : { tooltip: await tokenTooltip(context, facts) };
      const [paddingLeft, paddingRight] = [at !== begin, at === begin];
      const position = document.lines.positionAt(at);
      return { position, label: labelOf(facts), paddingLeft, paddingRight, ...more };
    });
  return Promise.all(hints);
};

/** The exact counts if they come in time; else the estimates, and the client is told to ask again when they come. */
async function tokensOf(context: Context, counting: Counting): Promise<PromptTokens> {
  const { asksAgain, asksOnce } = PATIENCE;
  const { inlayHintRefresh } = context.abilities;
  const counted = await inTime(counting.exact, inlayHintRefresh ? asksAgain : asksOnce);
  if (!counted && inlayHintRefresh && !counting.isAwaited) {
    counting.isAwaited = true;
    void counting.exact.then((exact) => exact && context.client.refreshHints());
  }
  return counted?.value ?? counting.estimate;
}

/** The tokens that begin at one place, which in a loop may be those of several messages. */
interface Placed extends TokenCount {
  readonly at: number;
  readonly messages: number;
  readonly inAll: boolean;
}

function placed(document: PromptDocument, tokens: PromptTokens, places: readonly number[]): Placed[] {
  const { frontmatter } = document.tree;
  const byPlace = new Map<number, Placed>();
  tokens.messages.forEach(({ tokens: more, isExact }, index) => {
    const at = places[index] ?? 0;
    const known = byPlace.get(at) ?? { at, tokens: 0, isExact: true, messages: 0, inAll: false };
    byPlace.set(at, {
      ...known,
      tokens: known.tokens + more,
      isExact: known.isExact && isExact,
      messages: known.messages + 1,
    });
  });
  const each = [...byPlace.values()];
  if (!frontmatter) return each;
  const end = endOfLine(document.text, frontmatter.range.start, frontmatter.range.end);
  const all = { ...tokens.total, at: end, messages: tokens.messages.length, inAll: true };
  // A prompt of one message has them all there.
  return each.length === 1 ? [all] : [all, ...each];
}

function labelOf({ tokens, isExact, messages, inAll }: TokenFacts): string {
  const count = `${isExact ? '' : '≈ '}${tokens.toLocaleString('en-US')} ${tokens === 1 ? 'token' : 'tokens'}`;
  if (inAll) return `${count} in all`;
  return messages > 1 ? `${count} (${messages} messages)` : count;
}

/** The end of a range's last line, without the line break. */
function endOfLine(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}
