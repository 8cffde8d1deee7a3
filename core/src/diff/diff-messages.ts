import { fingerprint } from '../format/fingerprint';
import type { PromptTree } from '../syntax/tree';
import { changedRegions, longestAscending } from './changed-regions';
import { messageParts, type MessagePart } from './message-parts';
import { pairMessages } from './pair-messages';
import type { PromptChange, TextHunk } from './prompt-change';

interface Message extends MessagePart {
  readonly text: string;
  /** What it renders, without how it is written. */
  readonly meaning: string;
  /** The same without the blanks at its end. */
  readonly core: string;
  readonly isLast: boolean;
}

/** Messages that were added, removed, moved and changed. */
export function diffMessages(trees: { before: PromptTree; after: PromptTree }): PromptChange[] {
  const before = messagesOf(trees.before);
  const after = messagesOf(trees.after);
  const from = pairMessages(before.map(comparable), after.map(comparable));
  const pairs = from.flatMap((at, to): [number, number][] => (at === undefined ? [] : [[to, at]]));
  const inOrder = new Set(longestAscending(pairs).map(([to]) => to));
  const known = new Set(from);
  const removed = before.flatMap((message, index) =>
    known.has(index) ? [] : [gone('removed', message, index)],
  );
  const others = after.flatMap((message, index): PromptChange[] => {
    const at = from[index];
    const old = at === undefined ? undefined : before[at];
    if (old === undefined || at === undefined) return [gone('added', message, index)];
    return [
      ...(inOrder.has(index) ? [] : [moved(old, message, [at, index])]),
      ...(isSame(old, message) ? [] : [changed(old, message)]),
    ];
  });
  return [...removed, ...others];
}

function comparable({ role, core }: Message): { role: string; text: string } {
  return { role, text: core };
}

/** The blanks at the end of a file are cut off; so those of a message count only as long as another follows it before and after. */
function isSame(one: Message, other: Message): boolean {
  if (one.role !== other.role) return false;
  return one.isLast === other.isLast ? one.meaning === other.meaning : one.core === other.core;
}

function messagesOf(tree: PromptTree): Message[] {
  const { source, template } = tree;
  const parts = messageParts(tree);
  return parts.flatMap((part, index) => {
    const text = source.slice(part.range.start, part.range.end);
    const meaning = meaningOf(fingerprint({ ...template, body: part.body }));
    return part.isMarked || !/^\s*$/.test(text)
      ? [{ ...part, text, meaning, core: withoutEnd(meaning), isLast: index === parts.length - 1 }]
      : [];
  });
}

/** A fingerprint without comments, and with the texts that they stood between joined. */
function meaningOf(lines: string): string {
  const result: string[] = [];
  for (const line of lines.split('\n')) {
    if (/^\d+ CommentStatement /.test(line)) continue;
    const last = result.at(-1);
    const text = /^(\d+ ContentStatement )"(.*)"$/.exec(line);
    if (text?.[1] !== undefined && last?.startsWith(text[1]))
      result[result.length - 1] = `${last.slice(0, -1)}${text[2] ?? ''}"`;
    else if (text?.[2] !== '') result.push(line);
  }
  return result.join('\n');
}

function withoutEnd(meaning: string): string {
  const start = meaning.lastIndexOf('\n') + 1;
  const [, head, text] = /^(\d+ ContentStatement )(".*")$/.exec(meaning.slice(start)) ?? [];
  if (head === undefined || text === undefined) return meaning;
  const end = String(JSON.parse(text)).trimEnd();
  return meaning.slice(0, end === '' ? Math.max(0, start - 1) : start) + (end && head + JSON.stringify(end));
}

function gone(what: 'added' | 'removed', { role, range }: Message, index: number): PromptChange {
  return {
    kind: `message-${what}`,
    sentence: `${article(role)} ${role} message was ${what} (message ${index + 1}).`,
    before: what === 'removed' ? range : undefined,
    after: what === 'added' ? range : undefined,
  };
}

function article(word: string): string {
  return /^[aeio]/.test(word) ? 'An' : 'A';
}

function moved(before: Message, after: Message, [from, to]: [number, number]): PromptChange {
  const sentence = `The ${after.role} message moved from place ${from + 1} to place ${to + 1}.`;
  return { kind: 'message-moved', sentence, before: before.range, after: after.range };
}

function changed(before: Message, after: Message): PromptChange {
  const sentence =
    before.role === after.role
      ? `The ${after.role} message was changed.`
      : `The ${before.role} message became ${article(after.role).toLowerCase()} ${after.role} message.`;
  return {
    kind: 'message-changed',
    sentence,
    before: before.range,
    after: after.range,
    // Most of the work, and not everyone looks at the words.
    get hunks() {
      return wordHunks(before, after);
    },
  };
}

function wordHunks(before: Message, after: Message): TextHunk[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  return changedRegions(old.words, now.words).map(({ start, end, otherStart, otherEnd }) => ({
    before: { start: old.placeOf(start), end: old.placeOf(end) },
    after: { start: now.placeOf(otherStart), end: now.placeOf(otherEnd) },
  }));
}

function wordsOf({ text, range }: Message): { words: string[]; placeOf: (index: number) => number } {
  const words = text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
  const places = [range.start];
  for (const word of words) places.push((places.at(-1) ?? 0) + word.length);
  return { words, placeOf: (index) => places[index] ?? range.end };
}
