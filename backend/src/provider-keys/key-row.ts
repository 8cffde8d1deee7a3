import type { Envelope } from '../common/envelope';

/** Whose a key is: an organization's, or that of one project of it. */
export interface KeyOwner {
  readonly organizationId: string;
  readonly projectId: string | undefined;
}

/** Digests of the rows that the calls of a project are made with, by provider: what has another digest has changed. */
export type KeysInForce = Readonly<Record<string, string>>;

const digestOf = (row: string): string => `encode(sha256(convert_to(${row}::text, 'UTF8')), 'base64')`;

/** Those that a call is told of along with its version: of the others, the row is read. */
const MOST_TOLD = 20;

/** A column for `projectWith`. Of two for one provider the last counts, which is the project's. */
export const KEYS_IN_FORCE = `(SELECT json_object_agg(k.provider, ${digestOf('k')} ORDER BY k.project_id NULLS FIRST)
  FROM (SELECT * FROM provider_keys k WHERE k.organization_id = p.organization_id AND (k.project_id = p.id OR k.project_id IS NULL)
    AND k.deleted_at IS NULL ORDER BY k.project_id NULLS LAST LIMIT ${MOST_TOLD}) k) AS keys`;

/** What must be known of a row to open its key. */
export interface SealedRow {
  readonly organization_id: string;
  readonly project_id: string | null;
  readonly provider: string;
  readonly base_url: string | null;
  readonly sealed_key: Buffer;
  readonly data_key: Buffer | null;
}

/** For the hub's own calls. */
export interface FoundRow extends SealedRow {
  readonly digest: string;
}

export const SEALED_COLUMNS = 'organization_id, project_id, provider, base_url, sealed_key, data_key';

export const FIND_KEY = {
  name: 'provider-keys.open',
  text: `SELECT ${SEALED_COLUMNS}, ${digestOf('k')} AS digest FROM provider_keys k
    WHERE organization_id = $1 AND provider = $2 AND (project_id = $3 OR project_id IS NULL) AND deleted_at IS NULL
    ORDER BY project_id NULLS LAST LIMIT 1`,
};

export const envelopeOf = (row: SealedRow): Envelope => ({ sealed: row.sealed_key, dataKey: row.data_key });

/** What a sealed key is bound to: moved to another owner, provider or address, it does not open. */
export function sealContext(
  row: Pick<SealedRow, 'organization_id' | 'project_id' | 'provider' | 'base_url'>,
): string {
  const place = row.project_id === null ? [row.organization_id] : [row.organization_id, row.project_id];
  return JSON.stringify(['provider-key', ...place, row.provider, row.base_url]);
}
