import { uuidV7 } from '../../src/common/uuid';
import type { TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import type { Rule } from '../routes';

const EVERYONE = ['owner', 'admin', 'editor', 'viewer'] as const;
const WRITERS = ['owner', 'admin', 'editor'] as const;
const RUNS = '/api/v1/projects/{organization}/{project}/test-runs';
const COMMIT = '7777777777777777777777777777777777777777';

/** What the routes of test runs need. */
export const TEST_RUN_RULES: Record<string, Rule> = {
  ['get /api/v1/projects/{organization}/{project}/datasets']: { roles: EVERYONE, scope: 'read' },
  [`get ${RUNS}`]: { roles: EVERYONE, scope: 'read' },
  [`post ${RUNS}`]: {
    roles: WRITERS,
    scope: 'execute',
    json: { ref: COMMIT, maxCostUsd: 1 },
    parameters: newRun,
  },
  [`post ${RUNS}/reports`]: {
    roles: WRITERS,
    scope: 'execute',
    json: {
      ref: COMMIT,
      source: 'CI',
      report: {
        version: 1,
        startedAt: '2026-11-22T09:30:00.000Z',
        durationMs: 12,
        totals: { passed: 0, failed: 0, errored: 0, skipped: 0, total: 0 },
        prompts: [],
      },
    },
    parameters: newRun,
  },
  [`get ${RUNS}/{run}`]: { roles: EVERYONE, scope: 'read', parameters: newRun },
  [`get ${RUNS}/{run}/results`]: { roles: EVERYONE, scope: 'read', parameters: newRun },
  [`post ${RUNS}/{run}/cancel`]: { roles: WRITERS, scope: 'execute', parameters: newRun },
  [`delete ${RUNS}/{run}`]: { roles: ['owner', 'admin'], scope: 'admin', parameters: newRun },
};

/** One that waits, of a version without files. */
async function newRun(of: TestHub): Promise<Record<string, string>> {
  const run = uuidV7();
  await ownerQuery(
    of,
    `WITH line AS (
       INSERT INTO lines (id, project_id) SELECT gen_random_uuid(), $1
       WHERE NOT EXISTS (SELECT FROM commits WHERE project_id = $1 AND id = $2) RETURNING id
     ), tree AS (
       INSERT INTO git_objects (project_id, id, type, size, content)
       SELECT $1, id, type, 0, '' FROM (VALUES ('4b825dc642cb6eb9a060e54bf8d69288fbee4904', 'tree'), ($2, 'commit')) AS object (id, type)
       ON CONFLICT DO NOTHING
     )
     INSERT INTO commits (project_id, id, line_id, position, tree, parents, author_name, author_email, message, file_count,
       total_bytes, created_at)
     SELECT $1, $2, line.id, 1, '4b825dc642cb6eb9a060e54bf8d69288fbee4904', '{}', 'x', 'x', 'x', 0, 0, now() FROM line`,
    [of.project.id, COMMIT],
  );
  await ownerQuery(
    of,
    `INSERT INTO test_runs (id, project_id, origin, commit_id, ref, options, status, user_id, user_name)
     VALUES ($1, $2, 'hub', $3, 'main', '{}', 'queued', $4, 'x')`,
    [run, of.project.id, COMMIT, of.users.owner.id],
  );
  return { run };
}
