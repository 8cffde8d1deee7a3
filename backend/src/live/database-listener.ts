import { Injectable, Logger } from '@nestjs/common';
import { liveEvent } from '@prompthub/protocol';
import { Client } from 'pg';
import { z } from 'zod';
import { HubConfig } from '../config/hub-config';
import { LIVE_CHANNEL } from '../database/migrations/live';

const notification = z.union([liveEvent, z.object({ kind: z.literal('rights'), user: z.uuid() })]);
/** What moved, or whose rights may be less than they were. */
export type Notification = z.infer<typeof notification>;

export interface Told {
  notified(notification: Notification): void;
  /** Listening begins (again): whatever happened before this moment was not told. */
  missed(): void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
const CONNECT_MS = 5_000;
/** A connection that nobody ended may be dead all the same: it is asked, and has to answer. */
const PULSE_MS = 30_000;
const ANSWER_MS = 10_000;

/** Hears what the database tells all its hubs (LISTEN), over a connection of its own that comes back when it is lost. */
@Injectable()
export class DatabaseListener {
  readonly #logger = new Logger(DatabaseListener.name);
  #told: Told | undefined;
  #client: Client | undefined;
  #pulse: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;

  constructor(private readonly config: HubConfig) {}

  /** Resolves after the first attempt; when that fails, others follow. */
  async start(told: Told): Promise<void> {
    this.#told = told;
    await this.#connect();
  }

  async stop(): Promise<void> {
    this.#told = undefined;
    clearTimeout(this.#retry);
    clearInterval(this.#pulse);
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.config.databaseUrl,
      application_name: 'prompthub live',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
    });
    this.#client = client;
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => this.#heard(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${LIVE_CHANNEL}`);
    } catch (error) {
      return this.#lost(client, error);
    }
    if (this.#client !== client) return;
    if (this.#failures > 0) this.#logger.log('The database tells of changes again.');
    this.#failures = 0;
    this.#pulse = setInterval(() => {
      client.query('SELECT 1').catch((error: unknown) => this.#lost(client, error));
    }, PULSE_MS).unref();
    this.#told?.missed();
  }

  #heard(payload: string | undefined): void {
    const heard = read(payload);
    if (heard !== undefined) this.#told?.notified(heard);
  }

  #lost(client: Client, error?: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearInterval(this.#pulse);
    client.end().catch(() => undefined);
    if (this.#told === undefined) return;
    if (this.#failures === 0)
      this.#logger.warn(
        { err: error },
        'The database tells of no changes: its connection was lost. Trying again.',
      );
    const pause = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    this.#retry = setTimeout(() => void this.#connect(), pause).unref();
  }
}

/** A newer hub on the same database may tell of more than this one knows. */
function read(payload = ''): Notification | undefined {
  try {
    return notification.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}
