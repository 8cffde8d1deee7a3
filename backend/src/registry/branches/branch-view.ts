import type { Branch } from '@prompthub/protocol';
import type { BranchRow } from '../commit-index';

/** A branch as the API shows it. */
export function toBranch({ name, head, protected: isProtected, updated_at }: BranchRow): Branch {
  return { name, head, updatedAt: updated_at.toISOString(), protected: isProtected };
}
