import type { Structure } from './marks';
import type { Message, Part, Role } from './rendered-prompt';

type Piece = string | Structure;

interface Draft {
  role: Role;
  readonly pieces: Piece[];
}

/**
 * Makes messages of rendered output, as Dotprompt 1.1.2 does: text before the first role is the user's; after
 * `{{history}}` the model speaks; white space alone makes no message and no part; without `{{history}}` the
 * conversation so far goes before a last user message.
 */
export function toMessages(output: readonly Piece[], history: readonly Message[] | undefined): Message[] {
  let current: Draft = { role: 'user', pieces: [] };
  const drafts: (Draft | Message)[] = [current];
  for (const run of runsOf(output)) {
    if (Array.isArray(run)) {
      if (run.some((piece) => typeof piece !== 'string' || piece.trim() !== '')) current.pieces.push(...run);
    } else if (run.kind === 'role') {
      if (current.pieces.length > 0) {
        current = { role: run.role, pieces: [] };
        drafts.push(current);
      } else {
        current.role = run.role;
      }
    } else {
      drafts.push(...(history ?? []).map(asHistory));
      current = { role: 'model', pieces: [] };
      drafts.push(current);
    }
  }
  return insertHistory(drafts.flatMap(finish), history ?? []);
}

type Break = Extract<Structure, { kind: 'role' | 'history' }>;

/** Groups what stands between roles and histories. */
function runsOf(output: readonly Piece[]): (Piece[] | Break)[] {
  const runs: (Piece[] | Break)[] = [];
  for (const piece of output) {
    const last = runs.at(-1);
    if (typeof piece !== 'string' && (piece.kind === 'role' || piece.kind === 'history')) runs.push(piece);
    else if (Array.isArray(last)) last.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

function asHistory(message: Message): Message {
  return { ...message, metadata: { ...message.metadata, purpose: 'history' } };
}

function finish(draft: Draft | Message): Message[] {
  if ('content' in draft) return [draft];
  return draft.pieces.length === 0 ? [] : [{ role: draft.role, content: toParts(draft.pieces) }];
}

function toParts(pieces: readonly Piece[]): Part[] {
  const parts: Part[] = [];
  let text = '';
  const flush = (): void => {
    if (text.trim() !== '') parts.push({ text });
    text = '';
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    flush();
    if (piece.kind === 'media') {
      const { url, contentType } = piece;
      parts.push({ media: contentType === undefined ? { url } : { url, contentType } });
    } else if (piece.kind === 'section') {
      parts.push({ metadata: { purpose: piece.name, pending: true } });
    }
  }
  flush();
  return parts;
}

function insertHistory(messages: Message[], history: readonly Message[]): Message[] {
  if (messages.some(({ metadata }) => metadata?.['purpose'] === 'history')) return messages;
  const last = messages.at(-1);
  if (last?.role === 'user') return [...messages.slice(0, -1), ...history, last];
  return [...messages, ...history];
}
