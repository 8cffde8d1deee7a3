import { messageParts } from '../diff/message-parts';
import { pairMessages } from '../diff/pair-messages';
import { parseTemplate } from '../syntax/template';
import type { PromptTree } from '../syntax/tree';
import { keepsLines } from './keeps-lines';
import { mergeLines } from './merge-lines';
import { mergeOrder } from './merge-order';
import { changedSide, eitherSide, onSides, plainText, textOf } from './sides';
import type { Piece, Sides, Slice } from './sides';

/**
 * Merges templates by message, and the messages by line. Where messages cannot be told apart (broken templates), both sides moved or
 * added them in one place, or lines wandered between them, all of it is merged by line.
 */
export function mergeTemplate(trees: Sides<PromptTree>): Piece[] {
  const whole = onSides(trees, ({ source, templateRange }): Slice => ({ source, ...templateRange }));
  const same = changedSide(onSides(whole, textOf));
  if (same !== undefined) return [same];
  const readable = [trees.base, trees.ours, trees.theirs].every(isReadable);
  const messages = readable ? mergeMessages(onSides(trees, messagesOf)) : undefined;
  const ends = onSides(whole, (slice) => /\s*$/.exec(textOf(slice))?.[0] ?? '');
  const merged = messages && [...messages, eitherSide(ends)];
  const text = merged && plainText(merged);
  const isSafe = text === undefined || keepsLines(onSides(whole, textOf), text);
  return merged && isSafe ? merged : mergeLines(whole, { kind: 'lines' });
}

function isReadable({ problems }: PromptTree): boolean {
  return problems.length === 0;
}

interface MergeMessage {
  readonly id: string;
  readonly index: number;
  readonly role: string;
  readonly text: string;
  /** Without the blanks behind it. */
  readonly slice: Slice;
  /** The blanks between this message and the next; undefined for the last one. */
  readonly gap: string | undefined;
}

function messagesOf(tree: PromptTree): MergeMessage[] {
  const { source } = tree;
  const parts = messageParts(tree);
  return parts.map(({ role, range, isMarked }, index) => {
    const text = source.slice(range.start, range.end).trimEnd();
    const end = range.start + text.length;
    const gap = index === parts.length - 1 ? undefined : source.slice(end, range.end);
    return {
      id: '',
      index,
      role: isMarked ? role : '',
      text,
      slice: { source, start: range.start, end },
      gap,
    };
  });
}

function mergeMessages(unnamed: Sides<MergeMessage[]>): Piece[] | undefined {
  const messages = {
    base: unnamed.base.map((message, index) => ({ ...message, id: `base ${index}` })),
    ours: named(unnamed.base, unnamed.ours),
    theirs: named(unnamed.base, unnamed.theirs),
  };
  const all = onSides(messages, (list) => new Map(list.map((message) => [message.id, message])));
  const merged = new Map<string, readonly Piece[]>();
  for (const id of new Set([...all.base.keys(), ...all.ours.keys(), ...all.theirs.keys()])) {
    const pieces = mergeMessage(onSides(all, (side) => side.get(id)));
    if (pieces) merged.set(id, pieces);
  }
  const ids = onSides(messages, (list) => list.map(({ id }) => id));
  const order = mergeOrder(ids, (id) => merged.has(id), 'strict');
  return order?.flatMap((id, index) => [
    ...(merged.get(id) ?? []),
    index < order.length - 1 ? mergeGap(onSides(all, (side) => side.get(id))) : '',
  ]);
}

/** Gives messages the name of the one in the base that they are. Both sides may have added the same text. */
function named(base: readonly MergeMessage[], side: readonly MergeMessage[]): MergeMessage[] {
  // Text before the first role has only one place.
  const partners = [-1, ...pairMessages(base.slice(1), side.slice(1))];
  const added = new Map<string, number>();
  return side.map((message, index) => {
    const partner = partners[index];
    if (partner !== undefined) return { ...message, id: `base ${partner + 1}` };
    const nth = added.get(message.text) ?? 0;
    added.set(message.text, nth + 1);
    return { ...message, id: `added ${nth} ${message.text}` };
  });
}

function mergeMessage({ base, ours, theirs }: Sides<MergeMessage | undefined>): Piece[] | undefined {
  const left = ours ?? theirs;
  if (left === undefined) return undefined;
  const place = { kind: 'message', message: left.index } as const;
  if (base === undefined) return [left.text];
  const clash = { place, base: base.slice, ours: ours?.slice, theirs: theirs?.slice };
  if (!ours || !theirs) return base.text === left.text ? undefined : [clash];
  const same = changedSide({ base: base.text, ours: ours.text, theirs: theirs.text });
  if (same !== undefined) return [same];
  const pieces = mergeLines({ base: base.slice, ours: ours.slice, theirs: theirs.slice }, place);
  return isTemplate(pieces) ? pieces : [clash];
}

function mergeGap({ base, ours, theirs }: Sides<MergeMessage | undefined>): string {
  if (base?.gap !== undefined)
    return eitherSide({ base: base.gap, ours: ours?.gap ?? base.gap, theirs: theirs?.gap ?? base.gap });
  const isEmpty = [ours, theirs].every((message) => (message?.text ?? '') === '');
  const [gap = isEmpty ? '' : '\n'] = [ours?.gap, theirs?.gap].filter((each) => each !== undefined).sort();
  return gap;
}

/** False when changes that fit by line make a template together that cannot be read, such as two `{{else}}`. */
function isTemplate(pieces: readonly Piece[]): boolean {
  const text = plainText(pieces);
  return text === undefined || parseTemplate(text, { start: 0, end: text.length }).problems.length === 0;
}
