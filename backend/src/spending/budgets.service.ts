import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Budget, BudgetList, BudgetSpending, CreateBudget, UpdateBudget } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { ProblemError } from '../common/problem';
import { uuidV7 } from '../common/uuid';
import { budgetsOf, spendingOf } from './budget-rows';
import { storedChargeScope } from './charge-scopes';
import { databaseJson } from './database-json';
import { countEarlier } from './earlier-spending';
import { toNano } from './money';

export interface BudgetPlace {
  readonly organization: string;
  readonly budget: string;
}

/** Each call is held against all that count it, so that an organization has no more than it can look through. */
const MOST_BUDGETS = 100;

/** Which budgets an organization has, and what is gone of them. A new one counts its whole current period. */
@Injectable()
export class BudgetsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
  ) {}

  /** In the order in which they were made. */
  async list(actor: Actor, slug: string): Promise<BudgetList> {
    const { organization } = await this.access.organization(actor, slug, 'spending.read');
    return { items: await budgetsOf(this.dataSource.manager, organization.id) };
  }

  async spending(actor: Actor, place: BudgetPlace): Promise<BudgetSpending> {
    const { organization } = await this.access.organization(actor, place.organization, 'spending.read');
    const { manager } = this.dataSource;
    return spendingOf(manager, await find(manager, organization.id, place.budget));
  }

  /** @throws ProblemError 404 when there is no such project, environment, member or key; 409 when there are too many. */
  async create(actor: Actor, slug: string, given: CreateBudget): Promise<Budget> {
    const { organization } = await this.access.organization(actor, slug, 'spending.manage');
    return this.dataSource.transaction(async (manager) => {
      if ((await budgetsOf(manager, organization.id)).length >= MOST_BUDGETS) throw tooMany();
      const id = uuidV7();
      const counted = await storedChargeScope(manager, organization.id, given.for);
      const { period, hard } = given;
      const row = {
        ...counted,
        id,
        organization_id: organization.id,
        period,
        hard,
        limit_nano: storedLimit(given.limitUsd),
      };
      await manager.query(
        `INSERT INTO budgets (id, organization_id, scope, project_id, user_id, token_id, path, environment, period, limit_nano, hard)
         SELECT id, organization_id, scope, project_id, user_id, token_id, path, environment, period, limit_nano, hard
         FROM jsonb_populate_record(NULL::budgets, $1)`,
        [databaseJson(row)],
      );
      await countEarlier(manager, row);
      return this.#recorded(manager, actor, {
        action: 'budget.created',
        organizationId: organization.id,
        id,
      });
    });
  }

  /** Holds from the next call on: what is gone stays gone. */
  async update(actor: Actor, place: BudgetPlace, { limitUsd, hard }: UpdateBudget): Promise<Budget> {
    const { organization } = await this.access.organization(actor, place.organization, 'spending.manage');
    return this.dataSource.transaction(async (manager) => {
      await manager.query(
        `UPDATE budgets SET limit_nano = coalesce($3, limit_nano), hard = coalesce($4, hard), updated_at = now()
         WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL`,
        [organization.id, place.budget, limitUsd === undefined ? null : storedLimit(limitUsd), hard ?? null],
      );
      const entry = { action: 'budget.updated', organizationId: organization.id, id: place.budget };
      return this.#recorded(manager, actor, entry);
    });
  }

  /** It refuses no longer. What it counted stays stored. */
  async remove(actor: Actor, place: BudgetPlace): Promise<void> {
    const { organization } = await this.access.organization(actor, place.organization, 'spending.manage');
    await this.dataSource.transaction(async (manager) => {
      const entry = { action: 'budget.deleted', organizationId: organization.id, id: place.budget };
      await this.#recorded(manager, actor, entry);
      await manager.query('UPDATE budgets SET deleted_at = now(), updated_at = now() WHERE id = $1', [
        place.budget,
      ]);
    });
  }

  /** The budget as it stands, once what is done to it is written down. */
  async #recorded(
    manager: EntityManager,
    actor: Actor,
    { action, organizationId, id }: { action: string; organizationId: string; id: string },
  ): Promise<Budget> {
    const budget = await find(manager, organizationId, id);
    const { for: counted, period, limitUsd, hard } = budget;
    const details = { for: counted, period, limitUsd, hard };
    await this.audit.record(manager, actor, { action, target: id, organizationId, details });
    return budget;
  }
}

async function find(manager: EntityManager, organizationId: string, id: string): Promise<Budget> {
  const budget = (await budgetsOf(manager, organizationId)).find((each) => each.id === id);
  if (budget === undefined)
    throw new ProblemError(404, 'not-found', 'There is no such budget in this organization.');
  return budget;
}

const storedLimit = (limitUsd: number): string => String(toNano(limitUsd) ?? 0n);

const tooMany = () =>
  new ProblemError(
    409,
    'too-many-budgets',
    `The organization has ${MOST_BUDGETS} budgets, which is the most. Delete one first.`,
  );
