import type { ChargeScope } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { ProblemError } from '../common/problem';
import type { Spender } from './spender';

/** A scope as tables keep it: `scope` is its kind, and what does not belong to the kind is null. */
export interface ChargeScopeRow {
  readonly scope: ChargeScope['scope'];
  readonly project_id: string | null;
  readonly user_id: string | null;
  readonly token_id: string | null;
  readonly path: string | null;
  readonly environment: string | null;
}

/** @throws ProblemError 404 when the organization has no such project, environment, member or key of a member. */
export async function storedChargeScope(
  manager: EntityManager,
  organizationId: string,
  given: ChargeScope,
): Promise<ChargeScopeRow> {
  const row = { ...NOTHING, scope: given.scope };
  switch (given.scope) {
    case 'organization':
      return row;
    case 'user':
      if (given.user === undefined) return row;
      return { ...row, user_id: await find(manager, MEMBER, [organizationId, given.user]) };
    case 'key':
      if (given.key === undefined) return row;
      return { ...row, token_id: await find(manager, KEY, [organizationId, given.key]) };
  }
  const project_id = await find(manager, PROJECT, [organizationId, given.project]);
  if (given.scope === 'prompt') return { ...row, project_id, path: given.path };
  if (given.scope === 'project') return { ...row, project_id };
  await find(manager, ENVIRONMENT, [project_id, given.environment]);
  return { ...row, project_id, environment: given.environment };
}

/** `project_slug`: of the project with `project_id`, which is joined on the left. */
export function shownChargeScope(row: ChargeScopeRow & { project_slug: string | null }): ChargeScope {
  const { scope, user_id: user, token_id: key } = row;
  const project = row.project_slug ?? '';
  switch (scope) {
    case 'organization':
      return { scope };
    case 'user':
      return { scope, ...(user === null ? {} : { user }) };
    case 'key':
      return { scope, ...(key === null ? {} : { key }) };
    case 'project':
      return { scope, project };
    case 'prompt':
      return { scope, project, path: row.path ?? '' };
    case 'environment':
      return { scope, project, environment: row.environment ?? '' };
  }
}

/**
 * The count that a call of this organization goes to: the id of the user or key where each has one of its own, otherwise ''.
 * Undefined when the scope does not count the call.
 */
export function countOf(row: ChargeScopeRow, spender: Spender): string | undefined {
  const { userId, tokenId } = spender;
  switch (row.scope) {
    case 'organization':
      return '';
    case 'user':
      if (row.user_id === null) return userId;
      return row.user_id === userId ? '' : undefined;
    case 'key':
      if (row.token_id === null) return tokenId;
      return row.token_id === tokenId ? '' : undefined;
  }
  if (row.project_id !== spender.projectId) return undefined;
  if (row.scope === 'prompt') return row.path === spender.path ? '' : undefined;
  if (row.scope === 'environment') return row.environment === spender.environment ? '' : undefined;
  return '';
}

/** Whose count it is, in a sentence to the one who calls: `your account`. */
export function nameOfScope(scope: ChargeScope): string {
  switch (scope.scope) {
    case 'organization':
      return 'the organization';
    case 'user':
      return 'your account';
    case 'key':
      return 'this access token';
    case 'project':
      return `the project "${scope.project}"`;
    case 'prompt':
      return `the prompt "${scope.path}"`;
    case 'environment':
      return `the environment "${scope.environment}"`;
  }
}

const NOTHING = { project_id: null, user_id: null, token_id: null, path: null, environment: null };

/** Where something is looked up: in what `$1` names, by what the request gave as `$2`. */
interface Lookup {
  readonly kind: string;
  readonly sql: string;
}

const MEMBER: Lookup = {
  kind: 'member',
  sql: `SELECT user_id AS id FROM memberships WHERE organization_id = $1 AND user_id = $2 AND deleted_at IS NULL`,
};
const KEY: Lookup = {
  kind: 'access token of a member',
  sql: `SELECT t.id FROM personal_tokens t
    JOIN memberships m ON m.user_id = t.user_id AND m.organization_id = $1 AND m.deleted_at IS NULL
    WHERE t.id = $2 AND t.deleted_at IS NULL`,
};
const PROJECT: Lookup = {
  kind: 'project',
  sql: 'SELECT id FROM projects WHERE organization_id = $1 AND slug = $2 AND deleted_at IS NULL',
};
const ENVIRONMENT: Lookup = {
  kind: 'environment',
  sql: 'SELECT name AS id FROM environments WHERE project_id = $1 AND name = $2',
};

async function find(
  manager: EntityManager,
  { kind, sql }: Lookup,
  values: readonly [string, string],
): Promise<string> {
  const [row] = await manager.query<{ id: string }[]>(sql, [...values]);
  if (row === undefined)
    throw new ProblemError(404, 'not-found', `There is no ${kind} "${values[1]}" here. Check its name.`);
  return row.id;
}
