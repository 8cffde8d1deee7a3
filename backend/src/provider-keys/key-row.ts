import type { Envelope } from '../common/envelope';

/** Whose a key is: an organization's, or that of one project of it. */
export interface KeyOwner {
  readonly organizationId: string;
  readonly projectId: string | undefined;
}

/** What must be known of a row to open its key. */
export interface SealedRow {
  readonly organization_id: string;
  readonly project_id: string | null;
  readonly provider: string;
  readonly base_url: string | null;
  readonly sealed_key: Buffer;
  readonly data_key: Buffer | null;
}

export const SEALED_COLUMNS = 'organization_id, project_id, provider, base_url, sealed_key, data_key';

export const envelopeOf = (row: SealedRow): Envelope => ({ sealed: row.sealed_key, dataKey: row.data_key });

/** What a sealed key is bound to: moved to another owner, provider or address, it does not open. */
export function sealContext(
  row: Pick<SealedRow, 'organization_id' | 'project_id' | 'provider' | 'base_url'>,
): string {
  const place = row.project_id === null ? [row.organization_id] : [row.organization_id, row.project_id];
  return JSON.stringify(['provider-key', ...place, row.provider, row.base_url]);
}
