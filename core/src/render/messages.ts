import type { Piece, Structure } from './pieces';
import type { Message, Part, Role } from './rendered-prompt';

/** Is told how messages are made. */
export interface Listener {
  /** What a message or a part was made of. */
  made(made: Message | Part, of: readonly Piece[]): void;
  /** The conversation so far goes after that many messages. */
  history(after: number, by: Piece): void;
}

interface Draft {
  role: Role;
  readonly pieces: Piece[];
  /** The role or history that it begins with. */
  begin: Break | undefined;
}

/**
 * Makes messages of rendered output, as Dotprompt 1.1.2 does: text before the first role is the user's; after
 * `{{history}}` the model speaks; white space alone makes no message and no part; without `{{history}}` the
 * conversation so far goes before a last user message.
 */
export function toMessages(
  output: readonly Piece[],
  history: readonly Message[] | undefined,
  listener?: Listener,
): Message[] {
  let current: Draft = { role: 'user', pieces: [], begin: undefined };
  const drafts: (Draft | Message | Break)[] = [current];
  for (const run of runsOf(output)) {
    if (Array.isArray(run)) {
      if (run.some((piece) => textOf(piece)?.trim() !== '')) current.pieces.push(...run);
    } else if (run.kind === 'role') {
      if (current.pieces.length > 0) {
        current = { role: run.role, pieces: [], begin: run };
        drafts.push(current);
      } else {
        current.role = run.role;
        current.begin = run;
      }
    } else {
      const past = (history ?? []).map(asHistory);
      past.forEach((message) => listener?.made(message, [run]));
      current = { role: 'model', pieces: [], begin: run };
      drafts.push(run, ...past, current);
    }
  }
  const messages: Message[] = [];
  for (const draft of drafts) {
    if ('kind' in draft) listener?.history(messages.length, draft);
    else messages.push(...finish(draft, listener));
  }
  return insertHistory(messages, history ?? []);
}

type Break = Extract<Structure, { kind: 'role' | 'history' }>;

/** Groups what stands between roles and histories. */
function runsOf(output: readonly Piece[]): (Piece[] | Break)[] {
  const runs: (Piece[] | Break)[] = [];
  for (const piece of output) {
    const last = runs.at(-1);
    if (isBreak(piece)) runs.push(piece);
    else if (Array.isArray(last)) last.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

function isBreak(piece: Piece): piece is Break {
  return typeof piece !== 'string' && (piece.kind === 'role' || piece.kind === 'history');
}

function textOf(piece: Piece): string | undefined {
  if (typeof piece === 'string') return piece;
  return piece.kind === 'text' ? piece.text : undefined;
}

function asHistory(message: Message): Message {
  return { ...message, metadata: { ...message.metadata, purpose: 'history' } };
}

function finish(draft: Draft | Message, listener: Listener | undefined): Message[] {
  if ('content' in draft) return [draft];
  if (draft.pieces.length === 0) return [];
  const message: Message = { role: draft.role, content: toParts(draft.pieces, listener) };
  listener?.made(message, draft.begin ? [draft.begin] : []);
  return [message];
}

function toParts(pieces: readonly Piece[], listener: Listener | undefined): Part[] {
  const parts: Part[] = [];
  const add = (part: Part, of: readonly Piece[]): void => {
    parts.push(part);
    listener?.made(part, of);
  };
  let texts: Piece[] = [];
  let text = '';
  const flush = (): void => {
    if (text.trim() !== '') add({ text }, texts);
    texts = [];
    text = '';
  };
  for (const piece of pieces) {
    const more = textOf(piece);
    if (more !== undefined) {
      text += more;
      texts.push(piece);
      continue;
    }
    flush();
    const part = structuralPart(piece);
    if (part) add(part, [piece]);
  }
  flush();
  return parts;
}

function structuralPart(piece: Piece): Part | undefined {
  if (typeof piece === 'string') return undefined;
  if (piece.kind === 'media') {
    const { url, contentType } = piece;
    return { media: contentType === undefined ? { url } : { url, contentType } };
  }
  return piece.kind === 'section' ? { metadata: { purpose: piece.name, pending: true } } : undefined;
}

function insertHistory(messages: Message[], history: readonly Message[]): Message[] {
  if (messages.some(({ metadata }) => metadata?.['purpose'] === 'history')) return messages;
  const last = messages.at(-1);
  if (last?.role === 'user') return [...messages.slice(0, -1), ...history, last];
  return [...messages, ...history];
}
