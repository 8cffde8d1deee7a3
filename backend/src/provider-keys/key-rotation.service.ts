import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type Envelope, rewrap, UnknownEncryptionKeyError } from '../common/envelope';
import { keyId } from '../common/secret';
import { HubConfig } from '../config/hub-config';
import { envelopeOf, sealContext, SEALED_COLUMNS, type SealedRow } from './key-row';

/** What one pass over the stored keys found and did. */
export interface RotationPass {
  readonly rewrapped: number;
  /** Encryption keys that this hub does not have, in hexadecimal, and how many provider keys are sealed with each. */
  readonly missing: ReadonlyMap<string, number>;
  /** Rows that something other than the hub has changed. */
  readonly damaged: number;
}

const PAGE = 100;
/** Hubs that still run with the older key may seal with it after this one has looked. */
const EVERY_MS = 10 * 60_000;

/**
 * Brings every stored key under the first encryption key, at the start and, while several are configured, from time to
 * time. Each row changes in one statement, and only when it still is what was read: hubs may do this at the same time, and
 * one that is killed has nothing half-done.
 */
@Injectable()
export class KeyRotationService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(KeyRotationService.name);
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #said: string | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly config: HubConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.#passAndTell();
    if (this.config.encryptionKeys.length < 2) return;
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.#passAndTell());
    }, EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async pass(): Promise<RotationPass> {
    const missing = new Map<string, number>();
    let [rewrapped, damaged, after] = [0, 0, '00000000-0000-0000-0000-000000000000'];
    while (!this.#stopping) {
      const rows = await this.#sealedOtherwise(after);
      for (const row of rows) {
        const moved = this.#rewrap(row);
        if (moved instanceof UnknownEncryptionKeyError)
          missing.set(moved.keyId, (missing.get(moved.keyId) ?? 0) + 1);
        else if (moved === undefined) damaged++;
        else if (await this.#replace(row, moved)) rewrapped++;
      }
      if (rows.length < PAGE) break;
      after = rows.at(-1)?.id ?? after;
    }
    return { rewrapped, missing, damaged };
  }

  async #passAndTell(): Promise<void> {
    try {
      const found = await this.pass();
      // What has not been looked at is not spoken of.
      if (!this.#stopping) this.#tell(found);
    } catch (error) {
      this.#logger.error({ err: error }, 'The provider keys could not be looked through for rotation.');
    }
  }

  #tell({ rewrapped, missing, damaged }: RotationPass): void {
    if (rewrapped > 0)
      this.#logger.log(`Re-wrapped ${rewrapped} provider keys with the first encryption key.`);
    const state = stateOf({ missing, damaged }, this.config.encryptionKeys.length - 1);
    if (state === this.#said) return;
    this.#said = state;
    if (missing.size > 0 || damaged > 0) this.#logger.error(state);
    else if (state !== '') this.#logger.warn(state);
  }

  async #sealedOtherwise(after: string): Promise<RotatingRow[]> {
    const [current] = this.config.encryptionKeys;
    if (current === undefined) throw new Error('no encryption key');
    return this.dataSource.query<RotatingRow[]>(
      `SELECT id, ${SEALED_COLUMNS} FROM provider_keys
       WHERE deleted_at IS NULL AND id > $1 AND (data_key IS NULL OR substring(data_key FOR 4) <> $2)
       ORDER BY id LIMIT ${PAGE}`,
      [after, keyId(current)],
    );
  }

  #rewrap(row: SealedRow): Envelope | UnknownEncryptionKeyError | undefined {
    try {
      return rewrap(this.config.encryptionKeys, envelopeOf(row), sealContext(row));
    } catch (error) {
      return error instanceof UnknownEncryptionKeyError ? error : undefined;
    }
  }

  async #replace(row: RotatingRow, { sealed, dataKey }: Envelope): Promise<boolean> {
    const [, changed] = await this.dataSource.query<[unknown, number]>(
      `UPDATE provider_keys SET sealed_key = $4, data_key = $5
       WHERE id = $1 AND sealed_key = $2 AND data_key IS NOT DISTINCT FROM $3`,
      [row.id, row.sealed_key, row.data_key, sealed, dataKey],
    );
    return changed > 0;
  }
}

interface RotatingRow extends SealedRow {
  readonly id: string;
}

/** For the operator; empty when there is nothing to do. */
function stateOf({ missing, damaged }: Omit<RotationPass, 'rewrapped'>, others: number): string {
  const lines = [...missing].map(
    ([id, count]) =>
      `Provider keys sealed with the encryption key ${id}, which this hub does not have: ${count}. ` +
      'Add that key to PROMPTHUB_ENCRYPTION_KEY, after the first, or store these provider keys again.',
  );
  if (damaged > 0)
    lines.push(
      `Provider keys that do not open, because something other than the hub changed their rows: ${damaged}. Store them again.`,
    );
  if (lines.length === 0 && others > 0)
    lines.push(
      'Every provider key is sealed with the first key in PROMPTHUB_ENCRYPTION_KEY. When all hubs say so, ' +
        (others === 1
          ? 'the other is not needed any more: take it out.'
          : `the other ${others} are not needed any more: take them out.`),
    );
  return lines.join(' ');
}
