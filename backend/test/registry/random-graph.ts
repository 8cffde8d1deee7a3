import { encodeCommit, encodeTree } from '@prompthub/protocol';
import fc from 'fast-check';
import { uuidV7 } from '../../src/common/uuid';
import { type StoredObject, withId } from '../../src/registry/git-hash';
import type { TestHub } from '../hub';
import type { BareRepository } from './bare-repository';

/** For each commit the places of its parents, which come before it. */
export type GraphShape = readonly (readonly number[])[];

/** Histories with forks, merges (of two and more), criss-crosses and a second root now and then. */
export const graphShape = ({ maxLength = 30 }: { maxLength?: number } = {}): fc.Arbitrary<GraphShape> =>
  fc
    .array(fc.record({ kind: fc.nat(99), picks: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }) }), {
      minLength: 2,
      maxLength,
      size: 'max',
    })
    .map((steps) =>
      steps.map(({ kind, picks }, at) => {
        if (at === 0 || kind < 4) return [];
        const near = picks.map((pick) => at - 1 - (pick % Math.min(at, 6)));
        const amount = kind < 55 ? 1 : kind < 95 ? 2 : 3;
        return [...new Set(near.slice(0, amount))];
      }),
    );

const TREE = withId(encodeTree([]));
const FIRST_SECOND = 1_700_000_000;

/**
 * Commits of that shape, a minute apart or at these seconds, all with the empty tree, in a new project and in the repository. They go
 * straight into the tables, as a push would bring them.
 * @returns the project's id and its commits' ids, in order
 */
export async function storeGraph(
  hub: TestHub,
  repository: BareRepository,
  {
    shape,
    slug,
    seconds = shape.map((_parents, at) => FIRST_SECOND + at * 60),
  }: { shape: GraphShape; slug: string; seconds?: readonly number[] },
): Promise<{ projectId: string; ids: string[] }> {
  const [project] = await hub.dataSource.query<{ id: string }[]>(
    `INSERT INTO projects (id, organization_id, slug, name) VALUES (gen_random_uuid(), $1, $2, $2) RETURNING id`,
    [hub.organization.id, slug],
  );
  const projectId = project!.id;
  const commits = commitsOf(shape, seconds);
  for (const object of [TREE, ...commits]) repository.write(object);
  await insertObjects(hub, projectId, [TREE, ...commits]);
  await insertCommits(hub, projectId, { shape, seconds, commits });
  return { projectId, ids: commits.map(({ id }) => id) };
}

function commitsOf(shape: GraphShape, seconds: readonly number[]): StoredObject[] {
  const commits: StoredObject[] = [];
  for (const [at, parents] of shape.entries()) {
    const author = {
      name: 'Ada',
      email: 'ada@example.com',
      seconds: seconds[at]!,
      offsetMinutes: 0,
    };
    const commit = {
      tree: TREE.id,
      parents: parents.map((parent) => commits[parent]!.id),
      author,
      committer: author,
      message: `${at}\n`,
    };
    commits.push(withId(encodeCommit(commit)));
  }
  return commits;
}

async function insertObjects(hub: TestHub, projectId: string, objects: StoredObject[]): Promise<void> {
  await hub.dataSource.query(
    `INSERT INTO git_objects (project_id, id, type, size, content)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::integer[], $5::bytea[])`,
    [
      projectId,
      objects.map(({ id }) => id),
      objects.map(({ type }) => type),
      objects.map(({ content }) => content.length),
      objects.map(({ content }) => Buffer.from(content)),
    ],
  );
}

/** Lines go along first parents; a commit whose first parent has been continued already begins a new one. */
async function insertCommits(
  hub: TestHub,
  projectId: string,
  { shape, seconds, commits }: { shape: GraphShape; seconds: readonly number[]; commits: StoredObject[] },
): Promise<void> {
  const lines: { id: string; parent: string | null; position: number | null }[] = [];
  const places: { line: string; position: number; continued: boolean }[] = [];
  for (const [first] of shape) {
    const before = first === undefined ? undefined : places[first]!;
    const position = (before?.position ?? 0) + 1;
    if (before === undefined || before.continued) {
      const line = { id: uuidV7(), parent: before?.line ?? null, position: before?.position ?? null };
      lines.push(line);
      places.push({ line: line.id, position, continued: false });
    } else places.push({ line: before.line, position, continued: false });
    if (before !== undefined) before.continued = true;
  }
  await hub.dataSource.query(
    `INSERT INTO lines (id, project_id, parent_line_id, parent_position)
     SELECT line.id, $1, line.parent, line.position
     FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS line (id, parent, position)`,
    [projectId, lines.map(({ id }) => id), lines.map(({ parent }) => parent), lines.map((l) => l.position)],
  );
  await hub.dataSource.query(
    `INSERT INTO commits (project_id, id, line_id, position, tree, parents, author_name, author_email, message,
       file_count, total_bytes, created_at)
     SELECT $1, c.id, c.line, c.position, $2, string_to_array(c.parents, ' '), 'Ada', 'ada@example.com', c.message, 0, 0,
       to_timestamp(c.seconds)
     FROM unnest($3::text[], $4::uuid[], $5::integer[], $6::text[], $7::text[], $8::float8[]) WITH ORDINALITY
       AS c (id, line, position, parents, message, seconds, place) ORDER BY c.place`,
    [
      projectId,
      TREE.id,
      commits.map(({ id }) => id),
      places.map(({ line }) => line),
      places.map(({ position }) => position),
      shape.map((parents) => parents.map((parent) => commits[parent]!.id).join(' ')),
      commits.map((_commit, at) => `${at}\n`),
      seconds,
    ],
  );
}
