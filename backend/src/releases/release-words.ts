import type { Deployment, LabelMove } from '@prompthub/protocol';
import { z } from 'zod';
import type { MoveAction, MoveRow, PointerKey } from './release-pointers';

const DEPLOYMENTS: Readonly<Record<MoveAction, Deployment['kind']>> = {
  moved: 'deployed',
  promoted: 'promoted',
  'taken-back': 'rolled-back',
  removed: 'withdrawn',
};

/** Labels are not promoted. */
const LABEL_MOVES: Readonly<Record<MoveAction, LabelMove['kind']>> = {
  moved: 'moved',
  promoted: 'moved',
  'taken-back': 'undone',
  removed: 'deleted',
};

/** What the audit trail calls it. */
export function auditAction(kind: PointerKey['kind'], action: MoveAction): string {
  return kind === 'environment' ? `release.${DEPLOYMENTS[action]}` : `label.${LABEL_MOVES[action]}`;
}

/** In messages. */
export function nameOf({ name, path }: PointerKey): string {
  return path === '' ? `"${name}"` : `"${name}" of "${path}"`;
}

export function toDeployment(row: MoveRow): Deployment {
  return {
    id: row.id,
    environment: row.name,
    ...(row.path === '' ? {} : { path: row.path }),
    kind: DEPLOYMENTS[row.action],
    ...commitsOf(row),
    ...(row.source === null ? {} : { source: row.source }),
    ...circumstancesOf(row),
  };
}

export function toLabelMove(row: MoveRow): LabelMove {
  return {
    id: row.id,
    label: row.name,
    path: row.path,
    kind: LABEL_MOVES[row.action],
    ...commitsOf(row),
    ...circumstancesOf(row),
  };
}

function commitsOf({ from_commit, to_commit }: MoveRow): { from?: string; to?: string } {
  return {
    ...(from_commit === null ? {} : { from: from_commit }),
    ...(to_commit === null ? {} : { to: to_commit }),
  };
}

export function circumstancesOf(row: Pick<MoveRow, 'why' | 'actor_user_id' | 'actor_name' | 'created_at'>) {
  return {
    why: row.why,
    by: { id: row.actor_user_id, name: row.actor_name },
    at: row.created_at.toISOString(),
  };
}

/** Pages of moves go on before a number. */
export const moveCursor = z.string().regex(/^[0-9]{1,18}$/);
