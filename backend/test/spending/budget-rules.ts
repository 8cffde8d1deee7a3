import { uuidV7 } from '../../src/common/uuid';
import type { TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import type { Rule } from '../routes';

const BUDGETS = '/api/v1/organizations/{organization}/budgets';
const EVERYONE = ['owner', 'admin', 'editor', 'viewer'] as const;
const MANAGERS = ['owner', 'admin'] as const;

/** What the routes of budgets need; budgets that only warn, so that others may be let in meanwhile. */
export const BUDGET_RULES: Record<string, Rule> = {
  [`get ${BUDGETS}`]: { roles: EVERYONE, scope: 'read' },
  [`post ${BUDGETS}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { for: { scope: 'user' }, period: 'day', limitUsd: 5, hard: false },
  },
  [`patch ${BUDGETS}/{budget}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { limitUsd: 6 },
    parameters: newBudget,
  },
  [`delete ${BUDGETS}/{budget}`]: { roles: MANAGERS, scope: 'admin', parameters: newBudget },
  [`get ${BUDGETS}/{budget}/spending`]: { roles: EVERYONE, scope: 'read', parameters: newBudget },
};

async function newBudget(of: TestHub): Promise<Record<string, string>> {
  const budget = uuidV7();
  await ownerQuery(
    of,
    `INSERT INTO budgets (id, organization_id, scope, period, limit_nano, hard)
     VALUES ($1, $2, 'organization', 'month', 1000000000, false)`,
    [budget, of.organization.id],
  );
  return { budget };
}
