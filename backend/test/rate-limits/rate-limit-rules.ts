import { uuidV7 } from '../../src/common/uuid';
import type { TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import type { Rule } from '../routes';

const LIMITS = '/api/v1/organizations/{organization}/rate-limits';
const EVERYONE = ['owner', 'admin', 'editor', 'viewer'] as const;
const MANAGERS = ['owner', 'admin'] as const;

/** What the routes of rate limits need; a limit that nobody comes near, so that others may be let in meanwhile. */
export const RATE_LIMIT_RULES: Record<string, Rule> = {
  [`get ${LIMITS}`]: { roles: EVERYONE, scope: 'read' },
  [`post ${LIMITS}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { for: { scope: 'key' }, measure: 'requests-per-minute', limit: 1_000_000 },
  },
  [`patch ${LIMITS}/{limit}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { limit: 2_000_000 },
    parameters: newRateLimit,
  },
  [`delete ${LIMITS}/{limit}`]: { roles: MANAGERS, scope: 'admin', parameters: newRateLimit },
};

async function newRateLimit(of: TestHub): Promise<Record<string, string>> {
  const limit = uuidV7();
  await ownerQuery(
    of,
    `INSERT INTO model_rate_limits (id, organization_id, scope, measure, most)
     VALUES ($1, $2, 'organization', 'requests-per-minute', 1000000)`,
    [limit, of.organization.id],
  );
  return { limit };
}
