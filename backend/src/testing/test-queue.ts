import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Db, PgBoss } from 'pg-boss';
import type { DataSource, EntityManager } from 'typeorm';
import { HubConfig } from '../config/hub-config';
import { QUEUE_SCHEMA, TEST_QUEUE } from '../database/migrations/test-queue';
import { poolOf } from '../database/prepared';
import { RunningCalls } from '../execution/running-calls';
import { type TestJob, TestRunner } from './test-runner';

/** Runs that this hub goes on with at a time, each of another project; they share its room for tests. */
const RUNS_AT_A_TIME = 4;
/** A hub without runs of tests does not load the library, which weighs 11 MB: it looks whether there are any. */
const LOOK_EVERY_MS = 5000;
/** How long a stopping hub waits for what it has in hand. `RunningCalls` ends the calls before. */
const STOP_MS = 8000;

/**
 * The queue of runs that wait for a hub, in the database (pg-boss). A hub that dies stops its heartbeat, and the run goes to another.
 * A project has one run at a time: the next one waits, and so does nobody else.
 */
@Injectable()
export class TestQueue implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(TestQueue.name);
  readonly #stop = new AbortController();
  #boss: Promise<PgBoss> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly runner: TestRunner,
    private readonly calls: RunningCalls,
    private readonly config: HubConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.testConcurrency === 0) return;
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
    void this.#look();
  }

  /** Begins to stop; what is in hand is waited for with the calls of this hub. */
  onModuleDestroy(): void {
    clearInterval(this.#timer);
    this.#stop.abort();
    const stopping = this.#boss?.then((boss) => boss.stop({ close: false, timeout: STOP_MS }));
    if (stopping) this.calls.outlast(stopping.catch(() => undefined));
  }

  /** In the transaction that makes the run. */
  async send(manager: EntityManager, projectId: string, job: TestJob): Promise<void> {
    const boss = await this.#open();
    await boss.send(TEST_QUEUE, job, { id: job.run, group: { id: projectId }, db: databaseOf(manager) });
  }

  /** Whether there is something to do. */
  async #look(): Promise<void> {
    try {
      const [row] = await this.dataSource.query<{ open: boolean }[]>(
        'SELECT EXISTS (SELECT FROM test_runs WHERE ended_at IS NULL) AS open',
      );
      if (row?.open !== true || this.#stop.signal.aborted) return;
      await this.#open();
      clearInterval(this.#timer);
    } catch (error) {
      this.#logger.warn(
        `Whether runs of tests wait could not be seen, and will be in a moment: ${String(error)}`,
      );
    }
  }

  /** Loads the library and begins to take runs. Tried again when it failed. */
  #open(): Promise<PgBoss> {
    const opening = (this.#boss ??= this.#start());
    opening.catch(() => (this.#boss = undefined));
    return opening;
  }

  async #start(): Promise<PgBoss> {
    const { PgBoss } = await import('pg-boss');
    const pool = poolOf(this.dataSource);
    const boss = new PgBoss({
      // Its statements go to the hub's own pool, in the hub's own role, which makes no tables.
      db: { executeSql: (text, values) => pool.query(text, values ? [...values] : undefined) },
      schema: QUEUE_SCHEMA,
      migrate: false,
      createSchema: false,
      schedule: false,
      supervise: this.config.testConcurrency > 0,
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 10,
      reindex: false,
      monitorVacuum: false,
    });
    boss.on('error', (error) => this.#logger.warn(`The queue of test runs: ${error.message}`));
    await boss.start();
    if (this.config.testConcurrency > 0)
      await boss.work<TestJob>(
        TEST_QUEUE,
        { localConcurrency: RUNS_AT_A_TIME, groupConcurrency: 1, pollingIntervalSeconds: 1 },
        async ([job]) => {
          if (job) await this.runner.run(job.data, AbortSignal.any([this.#stop.signal, job.signal]));
        },
      );
    return boss;
  }
}

/** pg-boss within a transaction of ours. */
function databaseOf({ queryRunner }: EntityManager): Db {
  if (queryRunner === undefined) throw new Error('a run is sent within the transaction that makes it');
  return {
    executeSql: async (text, values) => {
      const { records } = await queryRunner.query(text, values ? [...values] : [], true);
      return { rows: records };
    },
  };
}
