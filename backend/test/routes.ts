import { randomBytes } from 'node:crypto';
import { encodeBlob, encodeTree, type TokenScope } from '@prompthub/protocol';
import { uuidV7 } from '../src/common/uuid';
import { withId } from '../src/registry/git-hash';
import { EXPERIMENT_RULES } from './experiments/experiment-rules';
import type { TestHub, TestRequest, TestResponse, TestRole } from './hub';
import { ownerQuery } from './owner-query';
import { RATE_LIMIT_RULES } from './rate-limits/rate-limit-rules';
import { RELEASE_RULES } from './releases/release-rules';
import { BUDGET_RULES } from './spending/budget-rules';
import { TEST_RUN_RULES } from './testing/test-run-rules';

/** What a route needs, written down a second time, by hand, and apart from `access/permissions.ts`. */
export interface Rule {
  roles: readonly TestRole[];
  scope: TokenScope;
  /** Body of a request that is well-formed; need not succeed. */
  json?: unknown;
  query?: string;
  /** Values of path parameters besides organization and project; made anew for each request. */
  parameters?: (hub: TestHub) => Promise<Record<string, string>>;
}

export const EVERYONE = ['owner', 'admin', 'editor', 'viewer'] as const;
const WRITERS = ['owner', 'admin', 'editor'] as const;
const MANAGERS = ['owner', 'admin'] as const;
const OBJECT = '0123456789012345678901234567890123456789';
const NEXT_OBJECT = '9876543210987654321098765432109876543210';
/** A version upon `OBJECT` that adds a file. */
const CHANGE = '1234567890123456789012345678901234567890';
const ORGANIZATION = '/api/v1/organizations/{organization}';
const PROJECT = '/api/v1/projects/{organization}/{project}';

export const commit = {
  parent: null,
  message: 'Say hello',
  changes: [{ path: 'hello.prompt', content: '---\nmodel: echo/echo\n---\nHello\n' }],
};

export const RULES: Record<string, Rule> = {
  [`get ${ORGANIZATION}`]: { roles: EVERYONE, scope: 'read' },
  [`patch ${ORGANIZATION}`]: { roles: MANAGERS, scope: 'admin', json: { name: 'Acme' } },
  [`get ${ORGANIZATION}/members`]: { roles: EVERYONE, scope: 'read' },
  [`patch ${ORGANIZATION}/members/{userId}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { role: 'viewer' },
    parameters: newMember,
  },
  [`delete ${ORGANIZATION}/members/{userId}`]: { roles: MANAGERS, scope: 'admin', parameters: newMember },
  [`get ${ORGANIZATION}/invitations`]: { roles: MANAGERS, scope: 'read' },
  [`post ${ORGANIZATION}/invitations`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { email: 'new@example.com', role: 'viewer' },
  },
  [`delete ${ORGANIZATION}/invitations/{id}`]: { roles: MANAGERS, scope: 'admin', parameters: newInvitation },
  [`get ${ORGANIZATION}/projects`]: { roles: EVERYONE, scope: 'read' },
  [`post ${ORGANIZATION}/projects`]: {
    roles: WRITERS,
    scope: 'write',
    get json() {
      return { slug: `made-${randomBytes(6).toString('hex')}`, name: 'Made' };
    },
  },
  [`get ${ORGANIZATION}/prompts`]: { roles: EVERYONE, scope: 'read', query: '?q=hello' },
  [`get ${ORGANIZATION}/audit`]: { roles: MANAGERS, scope: 'admin' },
  [`get ${ORGANIZATION}/models`]: { roles: WRITERS, scope: 'read' },
  [`get ${ORGANIZATION}/provider-keys`]: { roles: WRITERS, scope: 'read' },
  [`put ${ORGANIZATION}/provider-keys/{provider}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { key: 'sk-test-0123456789' },
    parameters: () => Promise.resolve({ provider: 'openai' }),
  },
  [`delete ${ORGANIZATION}/provider-keys/{provider}`]: {
    roles: MANAGERS,
    scope: 'admin',
    parameters: () => Promise.resolve({ provider: 'openai' }),
  },
  [`get ${PROJECT}/provider-keys`]: { roles: WRITERS, scope: 'read' },
  [`put ${PROJECT}/provider-keys/{provider}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { key: 'sk-test-0123456789' },
    parameters: () => Promise.resolve({ provider: 'openai' }),
  },
  [`delete ${PROJECT}/provider-keys/{provider}`]: {
    roles: MANAGERS,
    scope: 'admin',
    parameters: () => Promise.resolve({ provider: 'openai' }),
  },
  [`get ${PROJECT}`]: { roles: EVERYONE, scope: 'read' },
  [`patch ${PROJECT}`]: { roles: MANAGERS, scope: 'admin', json: { description: 'New' } },
  [`get ${PROJECT}/branches`]: { roles: EVERYONE, scope: 'read' },
  [`post ${PROJECT}/branches`]: {
    roles: WRITERS,
    scope: 'write',
    get json() {
      return { name: `made-${randomBytes(6).toString('hex')}`, from: OBJECT };
    },
    parameters: storedVersions,
  },
  [`patch ${PROJECT}/branches/{name}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { protected: true },
    parameters: newBranch,
  },
  [`put ${PROJECT}/branches/{name}/head`]: {
    roles: WRITERS,
    scope: 'write',
    json: { to: NEXT_OBJECT, expectedHead: OBJECT },
    parameters: newBranch,
  },
  [`delete ${PROJECT}/branches/{name}`]: { roles: WRITERS, scope: 'write', parameters: newBranch },
  [`get ${PROJECT}/tags`]: { roles: EVERYONE, scope: 'read' },
  [`post ${PROJECT}/tags`]: {
    roles: WRITERS,
    scope: 'write',
    get json() {
      return { name: `made-${randomBytes(6).toString('hex')}`, ref: OBJECT };
    },
    parameters: storedVersions,
  },
  [`delete ${PROJECT}/tags/{name}`]: { roles: MANAGERS, scope: 'write', parameters: newTag },
  [`get ${PROJECT}/blame`]: { roles: EVERYONE, scope: 'read', query: '?path=hello.prompt' },
  [`get ${PROJECT}/compare`]: {
    roles: EVERYONE,
    scope: 'read',
    query: `?from=${OBJECT}&to=${NEXT_OBJECT}`,
  },
  [`get ${PROJECT}/compare/commits`]: {
    roles: EVERYONE,
    scope: 'read',
    query: `?from=${OBJECT}&to=${NEXT_OBJECT}`,
  },
  [`get ${PROJECT}/files`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/file`]: { roles: EVERYONE, scope: 'read', query: '?path=hello.prompt' },
  [`get ${PROJECT}/graph`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/history`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/prompts`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/commits/{id}`]: {
    roles: EVERYONE,
    scope: 'read',
    parameters: () => Promise.resolve({ id: OBJECT }),
  },
  [`get ${PROJECT}/diff`]: { roles: EVERYONE, scope: 'read', query: '?from=main&to=main' },
  [`get ${PROJECT}/objects/{id}`]: {
    roles: EVERYONE,
    scope: 'read',
    parameters: () => Promise.resolve({ id: OBJECT }),
  },
  [`post ${PROJECT}/commits`]: { roles: WRITERS, scope: 'write', json: commit },
  [`post ${PROJECT}/merges`]: {
    roles: WRITERS,
    scope: 'write',
    json: { from: CHANGE, into: 'merging' },
    parameters: mergingBranches,
  },
  [`post ${PROJECT}/reverts`]: {
    roles: WRITERS,
    scope: 'write',
    json: { commit: CHANGE, branch: 'reverting' },
    parameters: mergingBranches,
  },
  [`post ${PROJECT}/cherry-picks`]: {
    roles: WRITERS,
    scope: 'write',
    json: { commit: CHANGE, branch: 'merging' },
    parameters: mergingBranches,
  },
  [`post ${PROJECT}/execute`]: { roles: WRITERS, scope: 'execute', json: { path: 'hello.prompt' } },
  [`get ${PROJECT}/executions`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/executions/{execution}`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/execution-policy`]: { roles: EVERYONE, scope: 'read' },
  [`put ${PROJECT}/execution-policy`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { keepContents: 'failed', keepDays: 7 },
  },
  ...BUDGET_RULES,
  ...EXPERIMENT_RULES,
  ...RATE_LIMIT_RULES,
  ...RELEASE_RULES,
  ...TEST_RUN_RULES,
  // Last: they take away what the others look at.
  [`delete ${PROJECT}`]: { roles: MANAGERS, scope: 'admin', parameters: restoredProject },
  [`delete ${ORGANIZATION}`]: { roles: ['owner'], scope: 'admin', parameters: restoredOrganization },
};

/** Routes of the account itself: anyone who is signed in, bounded by scope. */
export const ACCOUNT: Record<string, { scope: TokenScope; json?: unknown; id?: string }> = {
  'get /api/v1/me': { scope: 'read' },
  'get /api/v1/me/audit': { scope: 'admin' },
  'get /api/v1/me/tokens': { scope: 'read' },
  'post /api/v1/me/tokens': { scope: 'admin', json: { name: 'x', scopes: ['admin'] } },
  'delete /api/v1/me/tokens/{id}': { scope: 'admin', id: OBJECT },
  'get /api/v1/organizations': { scope: 'read' },
  'post /api/v1/organizations': { scope: 'admin', json: { slug: 'acme', name: 'Taken' } },
};

export const PUBLIC = [
  'post /oauth/token',
  'post /oauth/revoke',
  'post /api/v1/invitations/accept',
  'get /health/live',
  'get /health/ready',
];

async function newMember({ organization, ownerUrl }: TestHub): Promise<Record<string, string>> {
  const userId = uuidV7();
  const at = { ownerUrl } as TestHub;
  await ownerQuery(at, 'INSERT INTO users (id, email, name) VALUES ($1, $2, $3)', [
    userId,
    `${userId}@example.com`,
    'x',
  ]);
  await ownerQuery(
    at,
    `INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'editor')`,
    [uuidV7(), organization.id, userId],
  );
  return { userId };
}

async function newInvitation(of: TestHub): Promise<Record<string, string>> {
  const id = uuidV7();
  await ownerQuery(
    of,
    `INSERT INTO invitations (id, organization_id, email, role, token_hash, invited_by, expires_at)
     VALUES ($1, $2, 'x@example.com', 'viewer', $3, $4, now() + interval '1 day')`,
    [id, of.organization.id, randomBytes(32), of.users.owner.id],
  );
  return { id };
}

/** Two versions without files, the second upon the first, under ids that nobody could make to order. */
async function storedVersions(of: TestHub): Promise<Record<string, never>> {
  const tree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  await ownerQuery(
    of,
    `WITH objects AS (
       INSERT INTO git_objects (project_id, id, type, size, content)
       SELECT $1, id, type, 0, '' FROM (VALUES ($2, 'tree'), ($3, 'commit'), ($4, 'commit')) AS object (id, type)
       ON CONFLICT DO NOTHING
     ), line AS (
       INSERT INTO lines (id, project_id) SELECT gen_random_uuid(), $1
       WHERE NOT EXISTS (SELECT FROM commits WHERE project_id = $1 AND id = $3) RETURNING id
     )
     INSERT INTO commits (project_id, id, line_id, position, tree, parents, author_name, author_email, message, file_count,
       total_bytes, created_at)
     SELECT $1, stored.id, line.id, stored.position, $2, stored.parents, 'x', 'x', 'x', 0, 0, now()
     FROM line, (VALUES ($3, 1, '{}'::text[]), ($4, 2, ARRAY[$3])) AS stored (id, position, parents)`,
    [of.project.id, tree, OBJECT, NEXT_OBJECT],
  );
  return {};
}

async function newBranch(of: TestHub): Promise<Record<string, string>> {
  await storedVersions(of);
  const name = `made-${randomBytes(6).toString('hex')}`;
  await ownerQuery(
    of,
    `INSERT INTO branches (project_id, name, line_id, head)
     SELECT project_id, $3, line_id, id FROM commits WHERE project_id = $1 AND id = $2`,
    [of.project.id, OBJECT, name],
  );
  return { name };
}

/** `merging` at a version without files, and `reverting` at one that added a file. */
async function mergingBranches(of: TestHub): Promise<Record<string, never>> {
  await storedVersions(of);
  const blob = withId(encodeBlob('text'));
  const tree = withId(encodeTree([{ name: 'added', mode: '100644', id: blob.id }]));
  const objects = [blob, tree, { id: CHANGE, type: 'commit', content: Buffer.of() }];
  for (const { id, type, content } of objects)
    await ownerQuery(
      of,
      `INSERT INTO git_objects (project_id, id, type, size, content) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [of.project.id, id, type, content.length, Buffer.from(content)],
    );
  await ownerQuery(
    of,
    `WITH line AS (
       INSERT INTO lines (id, project_id, parent_line_id, parent_position)
       SELECT gen_random_uuid(), $1, line_id, position FROM commits WHERE project_id = $1 AND id = $2
         AND NOT EXISTS (SELECT FROM commits WHERE project_id = $1 AND id = $3) RETURNING id
     ), made AS (
       INSERT INTO commits (project_id, id, line_id, position, tree, parents, author_name, author_email, message, file_count,
         total_bytes, created_at)
       SELECT $1, $3, line.id, 2, $4, ARRAY[$2], 'x', 'x', 'x', 1, 4, now() FROM line RETURNING line_id, position
     )
     INSERT INTO commit_paths (line_id, position, commit_id, path, after)
     SELECT line_id, position, $3, 'added', $5 FROM made`,
    [of.project.id, OBJECT, CHANGE, tree.id, blob.id],
  );
  for (const [name, head] of [
    ['merging', OBJECT],
    ['reverting', CHANGE],
  ])
    await ownerQuery(
      of,
      `WITH line AS (
         INSERT INTO lines (id, project_id, parent_line_id, parent_position)
         SELECT gen_random_uuid(), $1, line_id, position FROM commits WHERE project_id = $1 AND id = $3 RETURNING id
       )
       INSERT INTO branches (project_id, name, line_id, head) SELECT $1, $2, line.id, $3 FROM line
       ON CONFLICT (project_id, name) DO UPDATE SET head = EXCLUDED.head, line_id = EXCLUDED.line_id`,
      [of.project.id, name, head],
    );
  return {};
}

async function newTag(of: TestHub): Promise<Record<string, string>> {
  await storedVersions(of);
  const name = `made-${randomBytes(6).toString('hex')}`;
  await ownerQuery(
    of,
    `INSERT INTO tags (project_id, name, commit_id, created_by, created_by_name) VALUES ($1, $2, $3, $4, 'x')`,
    [of.project.id, name, OBJECT, of.users.owner.id],
  );
  return { name };
}

export async function restoredProject(of: TestHub): Promise<Record<string, string>> {
  await ownerQuery(of, 'UPDATE projects SET deleted_at = NULL WHERE id = $1', [of.project.id]);
  return {};
}

export async function restoredOrganization(of: TestHub): Promise<Record<string, string>> {
  await ownerQuery(of, 'UPDATE organizations SET deleted_at = NULL WHERE id = $1', [of.organization.id]);
  return {};
}

/** Sends what the rule says is well-formed. */
export async function ask(
  hub: TestHub,
  route: string,
  rule: Pick<Rule, 'json' | 'query' | 'parameters'>,
  {
    as,
    organization = 'acme',
    project = 'support-desk',
  }: Pick<TestRequest, 'as'> & { organization?: string; project?: string },
): Promise<TestResponse> {
  const [method = '', template = ''] = route.split(' ');
  const values: Record<string, string> = { organization, project, ...(await rule.parameters?.(hub)) };
  const path = template.replace(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? OBJECT);
  return hub.request(path + (rule.query ?? ''), {
    method: method.toUpperCase(),
    ...(as === undefined ? {} : { as }),
    ...(rule.json === undefined ? {} : { json: rule.json }),
  });
}
