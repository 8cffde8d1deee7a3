import type { EntityManager } from 'typeorm';

/** The heads of one branch of each project, by project; those that have no such branch are not there. */
export async function branchHeads(
  manager: EntityManager,
  branches: readonly { readonly projectId: string; readonly name: string }[],
): Promise<Map<string, { head: string; own: Record<string, string> }>> {
  const rows = await manager.query<{ project_id: string; head: string }[]>(
    `SELECT b.project_id, b.head FROM unnest($1::uuid[], $2::text[]) AS wanted (project_id, name)
     JOIN branches b ON b.project_id = wanted.project_id AND b.name = wanted.name COLLATE "C"`,
    [branches.map(({ projectId }) => projectId), branches.map(({ name }) => name)],
  );
  return new Map(rows.map(({ project_id: id, head }) => [id, { head, own: {} }]));
}
