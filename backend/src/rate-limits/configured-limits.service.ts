import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { CreateRateLimit, RateLimit, RateLimitList, UpdateRateLimit } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { ProblemError } from '../common/problem';
import { uuidV7 } from '../common/uuid';
import { shownChargeScope, storedChargeScope } from '../spending/charge-scopes';
import { KnownLimits, type LimitRow, limitsOf } from './known-limits';

export interface LimitPlace {
  readonly organization: string;
  readonly limit: string;
}

/** Each call is held against all that count it, so that an organization has no more than it can look through. */
const MOST_LIMITS = 100;

/** Which rate limits an organization has. */
@Injectable()
export class ConfiguredLimitsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly known: KnownLimits,
  ) {}

  /** In the order in which they were made. */
  async list(actor: Actor, slug: string): Promise<RateLimitList> {
    const { organization } = await this.access.organization(actor, slug, 'spending.read');
    return { items: (await limitsOf(this.dataSource.manager, organization.id)).map(toRateLimit) };
  }

  /** @throws ProblemError 404 when there is no such project, environment, member or key; 409 when there are too many. */
  async create(actor: Actor, slug: string, given: CreateRateLimit): Promise<RateLimit> {
    const organizationId = await this.#managed(actor, slug);
    return this.#changing(organizationId, async (manager) => {
      if ((await limitsOf(manager, organizationId)).length >= MOST_LIMITS) throw tooMany();
      const id = uuidV7();
      const stored = await storedChargeScope(manager, organizationId, given.for);
      await manager.query(
        `INSERT INTO model_rate_limits (id, organization_id, scope, project_id, user_id, token_id, path, environment, measure, most)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          id,
          organizationId,
          stored.scope,
          stored.project_id,
          stored.user_id,
          stored.token_id,
          stored.path,
          stored.environment,
          given.measure,
          given.limit,
        ],
      );
      const made = await find(manager, organizationId, id);
      await this.#record(manager, actor, { action: 'rate-limit.created', organizationId, limit: made });
      return made;
    });
  }

  async update(actor: Actor, place: LimitPlace, { limit }: UpdateRateLimit): Promise<RateLimit> {
    const organizationId = await this.#managed(actor, place.organization);
    return this.#changing(organizationId, async (manager) => {
      await manager.query(
        `UPDATE model_rate_limits SET most = $3, updated_at = now()
         WHERE organization_id = $1 AND id = $2 AND deleted_at IS NULL`,
        [organizationId, place.limit, limit],
      );
      const updated = await find(manager, organizationId, place.limit);
      await this.#record(manager, actor, { action: 'rate-limit.updated', organizationId, limit: updated });
      return updated;
    });
  }

  async remove(actor: Actor, place: LimitPlace): Promise<void> {
    const organizationId = await this.#managed(actor, place.organization);
    await this.#changing(organizationId, async (manager) => {
      const limit = await find(manager, organizationId, place.limit);
      await manager.query(
        'UPDATE model_rate_limits SET deleted_at = now(), updated_at = now() WHERE organization_id = $1 AND id = $2',
        [organizationId, place.limit],
      );
      await this.#record(manager, actor, { action: 'rate-limit.deleted', organizationId, limit });
    });
  }

  async #managed(actor: Actor, slug: string): Promise<string> {
    return (await this.access.organization(actor, slug, 'spending.manage')).organization.id;
  }

  /** This hub holds calls against the change at once, the others within a second. */
  async #changing<Value>(
    organizationId: string,
    change: (manager: EntityManager) => Promise<Value>,
  ): Promise<Value> {
    const value = await this.dataSource.transaction(change);
    this.known.forget(organizationId);
    return value;
  }

  async #record(
    manager: EntityManager,
    actor: Actor,
    event: { action: string; organizationId: string; limit: RateLimit },
  ): Promise<void> {
    const { for: scope, measure, limit } = event.limit;
    await this.audit.record(manager, actor, {
      action: event.action,
      target: event.limit.id,
      organizationId: event.organizationId,
      details: { for: scope, measure, limit },
    });
  }
}

async function find(manager: EntityManager, organizationId: string, id: string): Promise<RateLimit> {
  const row = (await limitsOf(manager, organizationId)).find((limit) => limit.id === id);
  if (row === undefined)
    throw new ProblemError(404, 'not-found', 'There is no such rate limit in this organization.');
  return toRateLimit(row);
}

function toRateLimit(row: LimitRow): RateLimit {
  return {
    id: row.id,
    for: shownChargeScope(row),
    measure: row.measure,
    limit: row.most,
    createdAt: row.created_at.toISOString(),
  };
}

const tooMany = () =>
  new ProblemError(
    409,
    'too-many-rate-limits',
    `The organization has ${MOST_LIMITS} rate limits, which is the most. Delete one first.`,
  );
