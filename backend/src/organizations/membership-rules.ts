import type { OrganizationRole } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';

export interface MembershipChange {
  /** Role of the one who asks. */
  actorRole: OrganizationRole;
  /** Whether the membership is the asker's own. */
  own: boolean;
  from: OrganizationRole;
  /** Undefined: leaves or is removed. */
  to: OrganizationRole | undefined;
  /** Owners of the organization now. */
  owners: number;
}

/** An organization always has an owner, and only owners make, demote or remove owners. @throws ProblemError 403, 409 */
export function checkMembershipChange({ actorRole, own, from, to, owners }: MembershipChange): void {
  const leaves = own && to === undefined;
  if (actorRole !== 'owner' && !leaves && (from === 'owner' || to === 'owner'))
    throw new ProblemError(403, 'forbidden', 'Only an owner can make, change or remove owners.');
  if (from === 'owner' && to !== 'owner' && owners <= 1)
    throw new ProblemError(
      409,
      'last-owner',
      'This is the only owner. Make someone else an owner first, or delete the organization.',
    );
}
