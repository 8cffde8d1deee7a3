import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { RateLimitMeasure } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import type { ChargeScopeRow } from '../spending/charge-scopes';

export interface LimitRow extends ChargeScopeRow {
  readonly id: string;
  readonly project_slug: string | null;
  readonly measure: RateLimitMeasure;
  readonly most: number;
  readonly created_at: Date;
}

/** A hub holds calls against a change of another hub after this time. */
const KNOWN_FOR_MS = 1000;
/** From this age on, they are read anew while calls go on with what is known. */
const FRESH_FOR_MS = KNOWN_FOR_MS / 2;
/** Organizations that are remembered; one that is not costs a read. */
const MOST_KNOWN = 10_000;

interface Known {
  readonly limits: Promise<readonly LimitRow[]>;
  readonly readAt: number;
  renewing?: boolean;
}

/** The limits of organizations, for the hot path: whoever calls again within a second asks no database for them. */
@Injectable()
export class KnownLimits {
  readonly #known = new Map<string, Known>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  of(organizationId: string): Promise<readonly LimitRow[]> {
    const known = this.#known.get(organizationId);
    const age = known === undefined ? Infinity : performance.now() - known.readAt;
    if (known === undefined || age >= KNOWN_FOR_MS) return this.#read(organizationId);
    if (age >= FRESH_FOR_MS && known.renewing !== true) {
      known.renewing = true;
      this.#renew(organizationId, known).catch(() => (known.renewing = false));
    }
    return known.limits;
  }

  forget(organizationId: string): void {
    this.#known.delete(organizationId);
  }

  #read(organizationId: string): Promise<readonly LimitRow[]> {
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    const limits = limitsOf(this.dataSource.manager, organizationId);
    const known: Known = { limits, readAt: performance.now() };
    this.#known.set(organizationId, known);
    limits.catch(() => this.#replace(organizationId, known, undefined));
    return limits;
  }

  async #renew(organizationId: string, known: Known): Promise<void> {
    const readAt = performance.now();
    const limits = await limitsOf(this.dataSource.manager, organizationId);
    this.#replace(organizationId, known, { limits: Promise.resolve(limits), readAt });
  }

  /** Not when it was forgotten meanwhile: what was read before a change is old. */
  #replace(organizationId: string, known: Known, by: Known | undefined): void {
    if (this.#known.get(organizationId) !== known) return;
    if (by === undefined) this.#known.delete(organizationId);
    else this.#known.set(organizationId, by);
  }
}

/** In the order in which they were made: ids of version 7 are in the order of time. */
export async function limitsOf(manager: EntityManager, organizationId: string): Promise<LimitRow[]> {
  return manager.query<LimitRow[]>(
    `SELECT l.id, l.scope, l.project_id, l.user_id, l.token_id, l.path, l.environment, l.measure, l.most, l.created_at,
       p.slug AS project_slug
     FROM model_rate_limits l LEFT JOIN projects p ON p.id = l.project_id
     WHERE l.organization_id = $1 AND l.deleted_at IS NULL AND p.deleted_at IS NULL ORDER BY l.id`,
    [organizationId],
  );
}
