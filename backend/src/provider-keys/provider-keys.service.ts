import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ProviderKey, SetProviderKey } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService } from '../access/access.service';
import type { Permission } from '../access/permissions';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { open, seal, UnknownEncryptionKeyError } from '../common/envelope';
import { ProblemError } from '../common/problem';
import { uuidV7 } from '../common/uuid';
import { HubConfig } from '../config/hub-config';
import { prepared } from '../database/prepared';
import { readGivenKey } from './given-key';
import {
  envelopeOf,
  FIND_KEY,
  type FoundRow,
  type KeyOwner,
  type KeysInForce,
  sealContext,
  type SealedRow,
} from './key-row';
import { type OpenedKey, RecentKeys } from './recent-keys';

/** Slugs; without a project the organization itself. */
export interface KeyPlace {
  readonly organization: string;
  readonly project?: string;
}

interface KeyRow {
  provider: string;
  project_id: string | null;
  hint: string;
  base_url: string | null;
  updated_at: Date;
}

/** Keys of model providers, one for each provider of an organization or project. What goes in never comes out again. */
@Injectable()
export class ProviderKeysService {
  readonly #recent = new RecentKeys();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: HubConfig,
    private readonly access: AccessService,
    private readonly audit: AuditService,
  ) {}

  /** By provider. A project's are followed by those of its organization. */
  async list(actor: Actor, place: KeyPlace): Promise<{ items: ProviderKey[] }> {
    const { organizationId, projectId } = await this.#owner(actor, place, 'provider-keys.read');
    const rows = await this.dataSource.query<KeyRow[]>(
      `SELECT provider, project_id, hint, base_url, updated_at FROM provider_keys
       WHERE organization_id = $1 AND (project_id IS NULL OR project_id = $2) AND deleted_at IS NULL
       ORDER BY project_id NULLS LAST, provider`,
      [organizationId, projectId],
    );
    return { items: rows.map(toProviderKey) };
  }

  async set(
    actor: Actor,
    place: KeyPlace & { provider: string },
    given: SetProviderKey,
  ): Promise<ProviderKey> {
    const { organizationId, projectId } = await this.#owner(actor, place, 'provider-keys.manage');
    const { provider } = place;
    const { key, baseUrl } = readGivenKey(provider, given, this.config.allowedProviderHosts);
    const row = {
      organization_id: organizationId,
      project_id: projectId ?? null,
      provider,
      base_url: baseUrl ?? null,
    };
    const { sealed, dataKey } = seal(this.config.encryptionKeys, key, sealContext(row));
    return this.dataSource.transaction(async (manager) => {
      const [stored] = await manager.query<KeyRow[]>(
        `INSERT INTO provider_keys (id, organization_id, project_id, provider, sealed_key, data_key, hint, base_url)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (organization_id, provider, COALESCE(project_id, organization_id)) WHERE deleted_at IS NULL
         DO UPDATE SET sealed_key = $5, data_key = $6, hint = $7, base_url = $8, updated_at = now()
         RETURNING provider, project_id, hint, base_url, updated_at`,
        [uuidV7(), organizationId, row.project_id, provider, sealed, dataKey, hintOf(key), row.base_url],
      );
      if (stored === undefined) throw new Error('a stored key was not returned');
      await this.audit.record(manager, actor, {
        action: 'execution.provider-key.set',
        target: provider,
        organizationId,
        ...(projectId === undefined ? {} : { projectId }),
        details: baseUrl === undefined ? {} : { baseUrl },
      });
      return toProviderKey(stored);
    });
  }

  /** Deletes the key for good; only that there was one is kept. */
  async remove(actor: Actor, place: KeyPlace & { provider: string }): Promise<void> {
    const { organizationId, projectId } = await this.#owner(actor, place, 'provider-keys.manage');
    await this.dataSource.transaction(async (manager) => {
      const [, removed] = await manager.query<[unknown, number]>(
        `UPDATE provider_keys SET deleted_at = now(), updated_at = now(), sealed_key = NULL, data_key = NULL
         WHERE organization_id = $1 AND project_id IS NOT DISTINCT FROM $2 AND provider = $3 AND deleted_at IS NULL`,
        [organizationId, projectId ?? null, place.provider],
      );
      if (removed === 0) throw new ProblemError(404, 'not-found', 'There is no key for this provider.');
      await this.audit.record(manager, actor, {
        action: 'execution.provider-key.deleted',
        target: place.provider,
        organizationId,
        ...(projectId === undefined ? {} : { projectId }),
      });
    });
  }

  /**
   * Deletes for good all keys of an organization that is being deleted, with those of its projects, or of one project. Whoever asks has
   * been allowed to delete that.
   */
  async removeAll(
    manager: EntityManager,
    actor: Actor,
    { organizationId, projectId }: KeyOwner,
  ): Promise<void> {
    const [removed] = await manager.query<[{ provider: string; project_id: string | null }[], number]>(
      `UPDATE provider_keys SET deleted_at = now(), updated_at = now(), sealed_key = NULL, data_key = NULL
       WHERE organization_id = $1 AND ($2::uuid IS NULL OR project_id = $2) AND deleted_at IS NULL
       RETURNING provider, project_id`,
      [organizationId, projectId ?? null],
    );
    for (const { provider, project_id } of removed)
      await this.audit.record(manager, actor, {
        action: 'execution.provider-key.deleted',
        target: provider,
        organizationId,
        ...(project_id === null ? {} : { projectId: project_id }),
      });
  }

  /**
   * For the hub's own calls: the project's key, or else its organization's. Whoever asks has been allowed to execute in
   * the project. Read anew for each call, so that a change holds at once, on all hubs, unless `inForce`, which was read for this call,
   * says that it has not changed; a row that has not gives the same object for a minute.
   * @throws ProblemError 503 `encryption-key-missing`, `provider-key-unreadable`.
   */
  async open(owner: KeyOwner, provider: string, inForce: KeysInForce = {}): Promise<OpenedKey | undefined> {
    const known = this.#recent.get(inForce[provider]);
    if (known !== undefined) return known;
    const values = [owner.organizationId, provider, owner.projectId];
    const [row] = await prepared<FoundRow>(this.dataSource, FIND_KEY, values);
    if (row === undefined) return undefined;
    return this.#recent.of(row, (sealed) => this.#open(sealed));
  }

  #open(row: SealedRow): string {
    try {
      return open(this.config.encryptionKeys, envelopeOf(row), sealContext(row));
    } catch (error) {
      throw error instanceof UnknownEncryptionKeyError ? notOurs(row.provider, error) : damaged(row.provider);
    }
  }

  async #owner(actor: Actor, place: KeyPlace, permission: Permission): Promise<KeyOwner> {
    if (place.project === undefined) {
      const { organization } = await this.access.organization(actor, place.organization, permission);
      return { organizationId: organization.id, projectId: undefined };
    }
    const { project } = await this.access.project(actor, place.organization, place.project, permission);
    return { organizationId: project.organizationId, projectId: project.id };
  }
}

/** The last four characters, unless they would be much of the key. */
const hintOf = (key: string): string => (key.length < 16 ? '····' : key.slice(-4));

function toProviderKey(row: KeyRow): ProviderKey {
  return {
    provider: row.provider,
    of: row.project_id === null ? 'organization' : 'project',
    hint: row.hint,
    ...(row.base_url === null ? {} : { baseUrl: row.base_url }),
    updatedAt: row.updated_at.toISOString(),
  };
}

const notOurs = (provider: string, { keyId }: UnknownEncryptionKeyError) =>
  new ProblemError(
    503,
    'encryption-key-missing',
    `The key of "${provider}" is sealed with the encryption key ${keyId}, which this hub does not have. The operator can ` +
      'add that one to PROMPTHUB_ENCRYPTION_KEY, after the first; or an owner or admin can store the key of the provider again.',
  );

const damaged = (provider: string) =>
  new ProblemError(
    503,
    'provider-key-unreadable',
    `The stored key of "${provider}" does not open: something other than the hub has changed its row. ` +
      'An owner or admin can store the key again.',
  );
