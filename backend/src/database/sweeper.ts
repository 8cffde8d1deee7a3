import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';

const EVERY_MS = 600_000;

interface Sweeping {
  /** Of its lock in the database. */
  readonly name: string;
  /** What stays when it could not be deleted, for the log. */
  readonly what: string;
}

/** Deletes what is kept no longer, piece by piece. Several hubs may do so at a time: one does it, the others have nothing to do. */
export abstract class Sweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #dataSource: DataSource;
  readonly #sweeping: Sweeping;
  #timer: NodeJS.Timeout | undefined;

  constructor(dataSource: DataSource, sweeping: Sweeping) {
    this.#dataSource = dataSource;
    this.#sweeping = sweeping;
  }

  onApplicationBootstrap(): void {
    const logger = new Logger(this.constructor.name);
    this.#timer = setInterval(() => {
      this.sweep().catch((error: unknown) =>
        logger.warn(`${this.#sweeping.what} stay until the next time: ${String(error)}`),
      );
    }, EVERY_MS);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async sweep(): Promise<void> {
    while (await this.#dataSource.transaction((manager) => this.#sweepAlone(manager)));
  }

  /** Deletes some, in a transaction; whether there may be more to do. */
  protected abstract sweepSome(manager: EntityManager): Promise<boolean>;

  async #sweepAlone(manager: EntityManager): Promise<boolean> {
    const [lock] = await manager.query<{ free: boolean }[]>(
      'SELECT pg_try_advisory_xact_lock(hashtext($1)) AS free',
      [`prompthub.${this.#sweeping.name}`],
    );
    return lock?.free === true && this.sweepSome(manager);
  }
}
