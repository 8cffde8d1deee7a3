import type { EntityManager } from 'typeorm';
import { ANCESTRY } from '../commit-index';
import { documentOf, type PromptDocument } from './prompt-document';
import { FORMAT } from './view-rows';

/** Bytes of a file that are read: room for its frontmatter and for all of it that is searched. */
const READ_BYTES = 512 * 1024;
/** Prompts that one INSERT carries. */
const BATCH = 200;
/** For fewer it is quicker to read them than to ask whether another view has them. */
const WORTH_COPYING = 20;

/** A prompt that a view has, or has not any more. */
export interface EntryChange {
  readonly path: string;
  /** Undefined: it is gone. */
  readonly blob: string | undefined;
  /** The version to look back from for who changed it last. */
  readonly from: { readonly line_id: string; readonly position: number } | undefined;
}

interface Entry {
  readonly path: string;
  readonly blob: string;
  readonly document: PromptDocument;
}

/** Brings the entries of a view to where these changes lead. The view is locked. */
export async function writeEntries(
  manager: EntityManager,
  view: { id: string; projectId: string },
  changes: readonly EntryChange[],
): Promise<void> {
  const gone = changes.filter(({ blob }) => blob === undefined).map(({ path }) => path);
  if (gone.length > 0)
    await manager.query('DELETE FROM prompt_entries WHERE view_id = $1 AND path = ANY ($2)', [view.id, gone]);
  for (const group of Map.groupBy(changes, ({ from }) => `${from?.line_id} ${from?.position}`).values()) {
    for (let at = 0; at < group.length; at += BATCH) {
      await insertBatch(manager, view, group.slice(at, at + BATCH));
    }
  }
}

async function insertBatch(
  manager: EntityManager,
  { id, projectId }: { id: string; projectId: string },
  changes: readonly EntryChange[],
): Promise<void> {
  const present = changes.flatMap(({ path, blob }) => (blob === undefined ? [] : [{ path, blob }]));
  const [from] = changes.map((change) => change.from);
  if (present.length === 0 || from === undefined) return;
  const where = [from.line_id, from.position, id] as const;
  const copied = new Set<string>();
  if (present.length >= WORTH_COPYING) {
    const [paths, blobs] = [present.map(({ path }) => path), present.map(({ blob }) => blob)];
    const rows = await manager.query<{ path: string }[]>(COPY, [...where, projectId, paths, blobs]);
    for (const { path } of rows) copied.add(path);
  }
  const missing = present.filter(({ path }) => !copied.has(path));
  if (missing.length === 0) return;
  const bytes = await beginningsOf(
    manager,
    projectId,
    missing.map(({ blob }) => blob),
  );
  const entries = missing.map(({ path, blob }) => ({
    path,
    blob,
    document: documentOf(path, bytes.get(blob) ?? new Uint8Array()),
  }));
  await manager.query(INSERT, [...where, JSON.stringify(entries.map(toJson))]);
}

async function beginningsOf(
  manager: EntityManager,
  projectId: string,
  blobs: readonly string[],
): Promise<Map<string, Buffer>> {
  const rows = await manager.query<{ id: string; content: Buffer }[]>(
    `SELECT id, substring(content FOR ${READ_BYTES}) AS content FROM git_objects
     WHERE project_id = $1 AND id = ANY ($2)`,
    [projectId, [...new Set(blobs)]],
  );
  return new Map(rows.map(({ id, content }) => [id, content]));
}

/**
 * Words stand for themselves and, where English knows them, for all forms of themselves: prompts are written in many
 * languages, and most in English. A weight says where they stand: name, description, labels, text.
 */
const weighted = (column: string, weight: string): string =>
  `setweight(to_tsvector('simple', ${column}) || to_tsvector('english', ${column}), '${weight}')`;

/** Who changed the prompt `d` last, on the way to the position ($1 line, $2 position). */
const LAST_CHANGE = `CROSS JOIN LATERAL (
    SELECT c.id, c.author_name, c.created_at FROM ancestry CROSS JOIN LATERAL (
      SELECT p.line_id, p.position FROM commit_paths p
      WHERE p.line_id = ancestry.line_id AND p.path = d.path AND p.position <= ancestry.upto
      ORDER BY p.position DESC LIMIT 1
    ) hit JOIN commits c ON c.line_id = hit.line_id AND c.position = hit.position ORDER BY c.position DESC LIMIT 1
  ) last
  ON CONFLICT (view_id, path) DO UPDATE SET blob = EXCLUDED.blob, description = EXCLUDED.description, owner = EXCLUDED.owner,
    tags = EXCLUDED.tags, model = EXCLUDED.model, partial = EXCLUDED.partial, commit_id = EXCLUDED.commit_id,
    updated_by = EXCLUDED.updated_by, updated_at = EXCLUDED.updated_at, body = EXCLUDED.body, search = EXCLUDED.search`;

const INTO = `${ANCESTRY}
  INSERT INTO prompt_entries (view_id, path, blob, description, owner, tags, model, partial, commit_id, updated_by, updated_at,
    body, search)
  SELECT $3::bigint, d.path, d.blob, d.description, d.owner, d.tags, d.model, d.partial, last.id, last.author_name,
    last.created_at, d.body,`;

const INSERT = `${INTO}
    ${weighted('d.name_words', 'A')} || ${weighted('d.description_words', 'B')} || ${weighted('d.label_words', 'C')}
      || ${weighted('d.text_words', 'D')} || array_to_tsvector(d.labels || ('view ' || $3::text))
  FROM jsonb_to_recordset($4::jsonb) AS d (path text, blob text, description text, owner text, tags text[], model text,
    partial boolean, labels text[], name_words text, description_words text, label_words text, text_words text, body text)
  ${LAST_CHANGE}`;

/** Takes over what another view of the project has of the same text at the same path. */
const COPY = `${INTO}
    ts_delete(d.search, 'view ' || d.view_id) || array_to_tsvector(ARRAY['view ' || $3::text])
  FROM (
    SELECT same.* FROM unnest($5::text[], $6::text[]) AS wanted (path, blob) CROSS JOIN LATERAL (
      SELECT e.* FROM prompt_views v JOIN prompt_entries e ON e.view_id = v.id AND e.path = wanted.path COLLATE "C"
      WHERE v.project_id = $4::uuid AND v.id <> $3::bigint AND v.format = ${FORMAT} AND e.blob = wanted.blob LIMIT 1
    ) same
  ) d ${LAST_CHANGE} RETURNING path`;

function toJson({ path, blob, document }: Entry): Record<string, unknown> {
  const { words, ...shown } = document;
  return {
    ...shown,
    path,
    blob,
    name_words: words.name,
    description_words: words.description,
    label_words: words.labels,
    text_words: words.text,
  };
}
