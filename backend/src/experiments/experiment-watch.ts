import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ExperimentResults } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { ArmVersions } from './arm-versions';
import { ExperimentResultsService } from './experiment-results.service';
import { type ExperimentRow, holdExperiment } from './experiment-rows';
import { changeExperiment } from './experiments.service';

const EACH_MS = 60_000;
const HUB = { name: 'PromptHub', requestId: 'experiments', ip: '' };

/**
 * Ends experiments by itself: those that act no more because something else was deployed, and those that want it when a guard is shown to
 * be broken. It also notes when arms are first seen not to get their shares. One hub looks at a time, once a minute; what it finds holds however
 * often it looks.
 */
@Injectable()
export class ExperimentWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(ExperimentWatch.name);
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly versions: ArmVersions,
    private readonly results: ExperimentResultsService,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.#tick(), EACH_MS);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Does nothing while another hub looks. */
  async look(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // The lock is held for as long as it takes, without a word from here.
      await manager.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      const [lock] = await manager.query<{ mine: boolean }[]>(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('experiments', 0)) AS mine`,
      );
      if (lock?.mine !== true) return;
      for (const row of await manager.query<ExperimentRow[]>(RUNNING)) await this.#lookAt(row);
    });
  }

  /** One that cannot be looked at keeps nobody from looking at the others. */
  async #lookAt(row: ExperimentRow): Promise<void> {
    try {
      const why = await this.#whyEnd(row);
      if (why !== undefined) await this.dataSource.transaction((own) => this.#end(own, row, why));
      else if (row.alarmed_at === null && (await this.results.isAlarming(row)))
        await this.dataSource.query('UPDATE experiments SET alarmed_at = now() WHERE id = $1', [row.id]);
    } catch (error) {
      this.#logger.warn(`The experiment ${row.id} could not be looked after, and will be: ${String(error)}`);
    }
  }

  async #tick(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.#logger.warn(`Experiments could not be looked after, and will be in a minute: ${String(error)}`);
    }
  }

  async #whyEnd(row: ExperimentRow): Promise<string | undefined> {
    if ((await this.versions.runs(this.dataSource.manager, row)) !== row.control)
      return `Something else was deployed to "${row.environment}".`;
    if (!row.stop_on_breach) return undefined;
    const { guards, words } = await this.results.of(row);
    return guards.some(({ state }) => state === 'breached') ? brokenWords(words) : undefined;
  }

  async #end(manager: EntityManager, row: ExperimentRow, why: string): Promise<void> {
    const end = { state: 'stopped', why, ended_at: new Date(), ended_by_name: HUB.name } as const;
    if ((await holdExperiment(manager, row.project_id, row.id)).state !== 'running') return;
    await changeExperiment(manager, row, end);
    const [project] = await manager.query<{ organization_id: string }[]>(
      'SELECT organization_id FROM projects WHERE id = $1',
      [row.project_id],
    );
    await this.audit.record(manager, HUB, {
      action: 'experiment.stopped',
      target: row.name,
      ...(project && { organizationId: project.organization_id }),
      projectId: row.project_id,
      details: { experiment: row.id, environment: row.environment, path: row.path || null, why },
    });
  }
}

const brokenWords = (words: ExperimentResults['words']): string =>
  words.filter((line) => line.startsWith('Guard broken')).join(' ');

const RUNNING = `SELECT * FROM experiments WHERE state = 'running' ORDER BY id`;
