import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ProviderKey, SetProviderKey } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { ProblemError } from '../common/problem';
import { open, seal } from '../common/secret';
import { uuidV7 } from '../common/uuid';
import { HubConfig } from '../config/hub-config';
import { readProviderAddress } from './provider-address';

interface KeyRow {
  provider: string;
  hint: string;
  base_url: string | null;
  updated_at: Date;
}

/** A key ready for use. Lives as long as one call. */
export interface OpenedKey {
  readonly key: string;
  /** Undefined: the provider's own address. */
  readonly baseUrl: string | undefined;
}

/** Providers whose address is known; all others need a base URL. */
const WITH_ADDRESS = ['openai', 'anthropic'];
/** Names that never take a key. */
const WITHOUT_KEY = ['echo', 'vscode'];

/** Keys of model providers, one for each provider of an organization. What goes in never comes out again. */
@Injectable()
export class ProviderKeysService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: HubConfig,
    private readonly access: AccessService,
    private readonly audit: AuditService,
  ) {}

  async list(actor: Actor, slug: string): Promise<{ items: ProviderKey[] }> {
    const { organization } = await this.access.organization(actor, slug, 'provider-keys.read');
    const rows = await this.dataSource.query<KeyRow[]>(
      `SELECT provider, hint, base_url, updated_at FROM provider_keys
       WHERE organization_id = $1 AND deleted_at IS NULL ORDER BY provider`,
      [organization.id],
    );
    return { items: rows.map(toProviderKey) };
  }

  async set(
    actor: Actor,
    place: { organization: string; provider: string },
    given: SetProviderKey,
  ): Promise<ProviderKey> {
    const { organization } = await this.access.organization(
      actor,
      place.organization,
      'provider-keys.manage',
    );
    const { provider } = place;
    const { key, baseUrl } = readGiven(provider, given, this.config);
    const sealed = seal(this.config.encryptionKeys, key, sealContext(organization.id, provider, baseUrl));
    return this.dataSource.transaction(async (manager) => {
      const [row] = await manager.query<KeyRow[]>(
        `INSERT INTO provider_keys (id, organization_id, provider, sealed_key, hint, base_url)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organization_id, provider) WHERE deleted_at IS NULL
         DO UPDATE SET sealed_key = $4, hint = $5, base_url = $6, updated_at = now()
         RETURNING provider, hint, base_url, updated_at`,
        [uuidV7(), organization.id, provider, sealed, hintOf(key), baseUrl ?? null],
      );
      if (row === undefined) throw new Error('a stored key was not returned');
      await this.audit.record(manager, actor, {
        action: 'execution.provider-key.set',
        target: provider,
        organizationId: organization.id,
        details: baseUrl === undefined ? {} : { baseUrl },
      });
      return toProviderKey(row);
    });
  }

  /** Deletes the key for good; only that there was one is kept. */
  async remove(actor: Actor, place: { organization: string; provider: string }): Promise<void> {
    const { organization } = await this.access.organization(
      actor,
      place.organization,
      'provider-keys.manage',
    );
    await this.dataSource.transaction(async (manager) => {
      const [, removed] = await manager.query<[unknown, number]>(
        `UPDATE provider_keys SET deleted_at = now(), updated_at = now(), sealed_key = NULL
         WHERE organization_id = $1 AND provider = $2 AND deleted_at IS NULL`,
        [organization.id, place.provider],
      );
      if (removed === 0) throw new ProblemError(404, 'not-found', 'There is no key for this provider.');
      await this.audit.record(manager, actor, {
        action: 'execution.provider-key.deleted',
        target: place.provider,
        organizationId: organization.id,
      });
    });
  }

  /** For the hub's own calls; whoever asks has been allowed to execute in a project of the organization. */
  async open(organizationId: string, provider: string): Promise<OpenedKey | undefined> {
    const [row] = await this.dataSource.query<{ sealed_key: Buffer; base_url: string | null }[]>(
      `SELECT sealed_key, base_url FROM provider_keys
       WHERE organization_id = $1 AND provider = $2 AND deleted_at IS NULL`,
      [organizationId, provider],
    );
    if (row === undefined) return undefined;
    const baseUrl = row.base_url ?? undefined;
    const context = sealContext(organizationId, provider, baseUrl);
    return { key: open(this.config.encryptionKeys, row.sealed_key, context), baseUrl };
  }
}

/** What a sealed key is bound to: moved to another organization, provider or address, it does not open. */
function sealContext(organizationId: string, provider: string, baseUrl: string | undefined): string {
  return JSON.stringify(['provider-key', organizationId, provider, baseUrl ?? null]);
}

function readGiven(
  provider: string,
  given: SetProviderKey,
  config: HubConfig,
): { key: string; baseUrl: string | undefined } {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(provider) || WITHOUT_KEY.includes(provider)) {
    throw new ProblemError(
      422,
      'bad-provider',
      `A key cannot be kept under the name "${provider}". Use lower-case letters, digits and hyphens.`,
    );
  }
  const key = given.key.trim();
  // Also what an HTTP header can carry.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ProblemError(
      422,
      'bad-key',
      'The key is empty, or has spaces or other characters that no key has.',
    );
  }
  if (given.baseUrl === undefined && !WITH_ADDRESS.includes(provider)) {
    throw new ProblemError(
      422,
      'base-url-required',
      `The address of "${provider}" is not known. Give its baseUrl.`,
    );
  }
  const address =
    given.baseUrl === undefined ? undefined : readProviderAddress(given.baseUrl, config.allowedProviderHosts);
  return { key, baseUrl: address?.href.replace(/\/+$/, '') };
}

/** The last four characters, unless they would be much of the key. */
const hintOf = (key: string): string => (key.length < 16 ? '····' : key.slice(-4));

function toProviderKey(row: KeyRow): ProviderKey {
  return {
    provider: row.provider,
    of: 'organization',
    hint: row.hint,
    ...(row.base_url === null ? {} : { baseUrl: row.base_url }),
    updatedAt: row.updated_at.toISOString(),
  };
}
