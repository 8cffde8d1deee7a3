import type { CreateBudget } from '@prompthub/protocol';
import { DataSource } from 'typeorm';
import { uuidV7 } from '../../src/common/uuid';
import { migrate } from '../../src/database/migrate';
import { postgresOptions } from '../../src/database/connection';
import { Admissions } from '../../src/spending/admissions';
import { storedChargeScope } from '../../src/spending/charge-scopes';
import { ExecutionLedger, type StartedExecution } from '../../src/spending/execution-ledger';
import { HubLife } from '../../src/spending/hub-life';
import { toNano } from '../../src/spending/money';
import { SettlementQueue } from '../../src/spending/settlement-queue';
import type { Spender } from '../../src/spending/spender';
import { createDatabase } from '../hub';

export const PATHS = ['a.prompt', 'b.prompt'] as const;
export const ENVIRONMENTS = ['staging', 'production'] as const;

/** An organization with two projects, three users and a key for each, on a database of its own, without a hub. */
export class World {
  readonly projects = [uuidV7(), uuidV7()] as const;
  readonly users = [uuidV7(), uuidV7(), uuidV7()] as const;
  readonly tokens = [uuidV7(), uuidV7(), uuidV7()] as const;

  private constructor(
    readonly ownerUrl: string,
    readonly appUrl: string,
    readonly dataSource: DataSource,
    readonly organizationId: string,
  ) {}

  static async make(): Promise<World> {
    const { ownerUrl, appUrl } = await createDatabase();
    await migrate({ ownerUrl, appLogin: 'prompthub_test_app' });
    const dataSource = await new DataSource(postgresOptions(appUrl, 10)).initialize();
    const world = new World(ownerUrl, appUrl, dataSource, uuidV7());
    await world.#seed();
    return world;
  }

  /** A hub's ledger. `life` is the hub it belongs to. */
  ledger(dataSource = this.dataSource): { ledger: ExecutionLedger; life: HubLife; queue: SettlementQueue } {
    const life = new HubLife(dataSource);
    const queue = new SettlementQueue(dataSource, life);
    return { ledger: new ExecutionLedger(new Admissions(dataSource, life, queue), queue), life, queue };
  }

  execution(spender: Partial<Spender> = {}): StartedExecution {
    return {
      id: uuidV7(),
      commit: '0123456789012345678901234567890123456789',
      model: 'echo/x',
      spender: {
        organizationId: this.organizationId,
        projectId: this.projects[0],
        userId: this.users[0],
        tokenId: undefined,
        path: PATHS[0],
        environment: undefined,
        ...spender,
      },
    };
  }

  async budget({ for: scope, period, limitUsd, hard }: CreateBudget): Promise<string> {
    const id = uuidV7();
    const row = await storedChargeScope(this.dataSource.manager, this.organizationId, scope);
    await this.dataSource.query(
      `INSERT INTO budgets (id, organization_id, scope, project_id, user_id, token_id, path, environment, period, limit_nano, hard)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        this.organizationId,
        row.scope,
        row.project_id,
        row.user_id,
        row.token_id,
        row.path,
        row.environment,
        period,
        toNano(limitUsd)?.toString(),
        hard,
      ],
    );
    return id;
  }

  /** Lets a hub fall silent for longer than one may. */
  async bury({ id }: Pick<HubLife, 'id'>): Promise<void> {
    await this.dataSource.query(
      `UPDATE execution_hubs SET alive_at = alive_at - interval '2 minutes' WHERE id = $1`,
      [id],
    );
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  async #seed(): Promise<void> {
    const { dataSource, organizationId } = this;
    await dataSource.query(`INSERT INTO organizations (id, slug, name) VALUES ($1, 'acme', 'Acme')`, [
      organizationId,
    ]);
    for (const [index, id] of this.projects.entries())
      await dataSource.query(
        `INSERT INTO projects (id, organization_id, slug, name) VALUES ($1, $2, $3, 'A project')`,
        [id, organizationId, `project-${index}`],
      );
    for (const [index, id] of this.users.entries()) {
      await dataSource.query(`INSERT INTO users (id, email, name) VALUES ($1, $2, $3)`, [
        id,
        `user-${index}@example.com`,
        `User ${index}`,
      ]);
      await dataSource.query(
        `INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'editor')`,
        [uuidV7(), organizationId, id],
      );
      await dataSource.query(
        `INSERT INTO personal_tokens (id, user_id, name, token_hash, scopes, expires_at)
         VALUES ($1, $2, 'ci', $3, '{execute}', now() + interval '1 day')`,
        [this.tokens[index], id, Buffer.from(id)],
      );
    }
  }
}
