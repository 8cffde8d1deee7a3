import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { slug as slugSchema, type OrganizationRole, type TokenScope } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import type { Actor } from '../common/actor';
import { ProblemError, unauthenticated } from '../common/problem';
import { prepared } from '../database/prepared';
import { type Permission, PERMISSIONS, roleAllows, scopesAllow } from './permissions';

/** What access found: enough for the caller to go on without asking again. */
export interface AccessedOrganization {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
}

export interface AccessedProject {
  id: string;
  organizationId: string;
  slug: string;
  name: string;
  description: string;
  defaultBranch: string;
  createdAt: Date;
  updatedAt: Date;
}

/**
 * Every permission is decided here. 404 for what the actor may not see, the same answer as for what does not
 * exist; 403 for what it sees but may not do.
 */
@Injectable()
export class AccessService {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async organization(
    actor: Actor,
    slug: string,
    permission: Permission,
  ): Promise<{ organization: AccessedOrganization; role: OrganizationRole }> {
    const [row] = isSlug(slug)
      ? await prepared<OrganizationRow>(this.dataSource, FIND_ORGANIZATION, [
          actor.userId,
          slug,
          credentialOf(actor),
        ])
      : [];
    if (row === undefined) throw notThere('organization');
    allow(actor, row, permission);
    return { organization: organizationOf(row), role: row.role };
  }

  async project(
    actor: Actor,
    organizationSlug: string,
    projectSlug: string,
    permission: Permission,
  ): Promise<{ organization: AccessedOrganization; project: AccessedProject; role: OrganizationRole }> {
    const [row] =
      isSlug(organizationSlug) && isSlug(projectSlug)
        ? await prepared<ProjectRow>(this.dataSource, FIND_PROJECT, [
            actor.userId,
            organizationSlug,
            projectSlug,
            credentialOf(actor),
          ])
        : [];
    if (row === undefined) throw notThere('project');
    allow(actor, row, permission);
    return { organization: organizationOf(row), project: projectOf(row), role: row.role };
  }

  /**
   * The same decision as `project`, in one round trip with what a hot read needs besides: `joins` and `columns` see
   * the project as `p`, and `values` begin at `$5`. Join on the left, so that access does not depend on what is read.
   */
  async projectWith<Row>(
    actor: Actor,
    place: { organization: string; project: string },
    permission: Permission,
    read: { statement: ProjectStatement; values: readonly unknown[] },
  ): Promise<{ project: Pick<AccessedProject, 'id' | 'organizationId' | 'defaultBranch'>; row: Row }> {
    const [row] =
      isSlug(place.organization) && isSlug(place.project)
        ? await prepared<JoinedRow>(this.dataSource, statementOf(read.statement), [
            actor.userId,
            place.organization,
            place.project,
            credentialOf(actor),
            ...read.values,
          ])
        : [];
    if (row === undefined) throw notThere('project');
    allow(actor, row, permission);
    const { project_id: id, organization_id: organizationId, default_branch: defaultBranch } = row;
    return { project: { id, organizationId, defaultBranch }, row: row as Row };
  }

  /**
   * Every project where the actor may do this, by name; the first `limit`.
   * @throws ProblemError 403 when the token may do it nowhere.
   */
  async projectsFor(
    actor: Actor,
    permission: Permission,
    limit: number,
  ): Promise<{ id: string; organization: string; project: string }[]> {
    const { roles, scope } = PERMISSIONS[permission];
    await this.account(actor, scope);
    return prepared(this.dataSource, FIND_PROJECTS, [actor.userId, roles, limit]);
  }

  /** Whether someone who was let in with this role may do something more, for which no request of its own is made. */
  allows(actor: Pick<Actor, 'scopes'>, role: OrganizationRole, permission: Permission): boolean {
    return roleAllows(role, permission) && scopesAllow(actor.scopes, PERMISSIONS[permission].scope);
  }

  /** One more permission, of the role that this request was found to have: what it needs became known only since. */
  assertAllowed(actor: Actor, role: OrganizationRole, permission: Permission): void {
    allow(actor, { role, signed_out: false }, permission);
  }

  /** For what belongs to the account itself rather than to an organization. */
  async account(actor: Actor, scope: TokenScope): Promise<void> {
    const [row] = await prepared<SignedIn>(this.dataSource, FIND_ACCOUNT, [
      actor.userId,
      credentialOf(actor),
    ]);
    if (row === undefined || row.signed_out) throw signedOut();
    requireScope(actor, scope);
  }
}

/** A read joined to the access query. A constant of the program, never made of input. */
export interface ProjectStatement {
  readonly name: string;
  readonly columns: string;
  readonly joins: string;
}

/** Whose token it is, is remembered for a while; that its session has ended since, or that it was deleted, is known only here. */
interface SignedIn {
  signed_out: boolean;
}

/** What a request came with: `hasEnded` looks whether it is still good. */
const credentialOf = ({ sessionId, tokenId }: Actor): string | null => sessionId ?? tokenId ?? null;

interface MemberRow extends SignedIn {
  role: OrganizationRole;
}

interface JoinedRow extends MemberRow {
  project_id: string;
  organization_id: string;
  default_branch: string;
}

const statements = new WeakMap<ProjectStatement, { name: string; text: string }>();

function statementOf(read: ProjectStatement): { name: string; text: string } {
  const known = statements.get(read);
  if (known !== undefined) return known;
  const text = `SELECT p.id AS project_id, p.organization_id, p.default_branch, m.role, ${hasEnded('$4')}, ${read.columns} FROM ${PROJECT_OF}
    ${read.joins} ${WHERE_PROJECT}`;
  const statement = { name: read.name, text };
  statements.set(read, statement);
  return statement;
}

function allow(actor: Actor, { role, signed_out }: MemberRow, permission: Permission): void {
  if (signed_out) throw signedOut();
  if (!roleAllows(role, permission))
    throw new ProblemError(403, 'forbidden', `Your role here (${role}) does not allow this.`, { permission });
  requireScope(actor, PERMISSIONS[permission].scope);
}

function requireScope(actor: Actor, scope: TokenScope): void {
  if (scopesAllow(actor.scopes, scope)) return;
  throw new ProblemError(403, 'insufficient-scope', `This token lacks the scope "${scope}".`, { scope });
}

function signedOut(): ProblemError {
  return unauthenticated('This token is no longer good. Sign in again, or send another.');
}

function notThere(kind: 'organization' | 'project'): ProblemError {
  return new ProblemError(404, 'not-found', `There is no such ${kind}, or you may not see it.`);
}

function isSlug(text: string): boolean {
  return slugSchema.safeParse(text).success;
}

interface OrganizationRow extends MemberRow {
  organization_id: string;
  organization_slug: string;
  organization_name: string;
  organization_created_at: Date;
}

interface ProjectRow extends OrganizationRow {
  id: string;
  slug: string;
  name: string;
  description: string;
  default_branch: string;
  created_at: Date;
  updated_at: Date;
}

const ORGANIZATION_COLUMNS = `o.id AS organization_id, o.slug AS organization_slug, o.name AS organization_name,
  o.created_at AS organization_created_at, m.role`;

/** Of a session or a personal token. */
const hasEnded = (credential: string): string =>
  `(EXISTS (SELECT FROM sessions s WHERE s.id = ${credential} AND s.ended_at IS NOT NULL) OR EXISTS (SELECT FROM personal_tokens t
    WHERE t.id = ${credential} AND (t.deleted_at IS NOT NULL OR t.expires_at <= now()))) AS signed_out`;

const FIND_ACCOUNT = {
  name: 'access.account',
  text: `SELECT ${hasEnded('$2')} FROM users u WHERE u.id = $1 AND u.deleted_at IS NULL`,
};

const MEMBER_OF = `organizations o
  JOIN memberships m ON m.organization_id = o.id AND m.user_id = $1 AND m.deleted_at IS NULL
  JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL`;

const FIND_ORGANIZATION = {
  name: 'access.organization',
  text: `SELECT ${ORGANIZATION_COLUMNS}, ${hasEnded('$3')} FROM ${MEMBER_OF}
    WHERE o.slug = $2 AND o.deleted_at IS NULL`,
};

const PROJECT_OF = `${MEMBER_OF}
  JOIN projects p ON p.organization_id = o.id AND p.deleted_at IS NULL`;

const WHERE_PROJECT = 'WHERE o.slug = $2 AND p.slug = $3 AND o.deleted_at IS NULL';

const FIND_PROJECT = {
  name: 'access.project',
  text: `SELECT ${ORGANIZATION_COLUMNS}, ${hasEnded('$4')}, p.id, p.slug, p.name, p.description, p.default_branch, p.created_at,
      p.updated_at
    FROM ${PROJECT_OF} ${WHERE_PROJECT}`,
};

const FIND_PROJECTS = {
  name: 'access.projects',
  text: `SELECT p.id, o.slug AS organization, p.slug AS project FROM ${PROJECT_OF}
    WHERE m.role = ANY ($2) AND o.deleted_at IS NULL ORDER BY o.slug, p.slug LIMIT $3`,
};

function organizationOf(row: OrganizationRow): AccessedOrganization {
  return {
    id: row.organization_id,
    slug: row.organization_slug,
    name: row.organization_name,
    createdAt: row.organization_created_at,
  };
}

function projectOf(row: ProjectRow): AccessedProject {
  return {
    id: row.id,
    organizationId: row.organization_id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    defaultBranch: row.default_branch,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
