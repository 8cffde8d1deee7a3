import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/** Where pg-boss keeps its tables, and the queue of runs that wait for a hub. Not its usual name: another application may have it. */
export const QUEUE_SCHEMA = 'prompthub_queue';
export const TEST_QUEUE = 'test-runs';

/**
 * Who says nothing for half a minute is dead, and the run goes to another hub. It may be taken up as often as hubs die: each time, the
 * test in whose middle that happened is not asked again, so that it comes to an end. It may take a day.
 */
const OPTIONS = {
  policy: 'standard',
  heartbeatSeconds: 30,
  retryLimit: 10_000,
  expireInSeconds: 86_399,
  deleteAfterSeconds: 3600,
  retentionSeconds: 30 * 86_400,
};

/** What the hub's role needs to send, take and look after jobs: it makes no queues, no tables and no schedules. */
const GRANTS = `
  GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
  GRANT SELECT ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
  GRANT INSERT, UPDATE, DELETE ON ${QUEUE_SCHEMA}.job, ${QUEUE_SCHEMA}.job_common, ${QUEUE_SCHEMA}.job_dependency TO ${APP_ROLE};
  GRANT UPDATE ON ${QUEUE_SCHEMA}.queue, ${QUEUE_SCHEMA}.version TO ${APP_ROLE};`;

/**
 * The tables of pg-boss, made by the owner: the hub's role may make none. The library is loaded for this alone. When a new version of it
 * wants other tables, a migration of its own brings them there (`getMigrationPlans`).
 */
export class TestQueue1764000006410 implements MigrationInterface {
  name = 'TestQueue1764000006410';

  async up(runner: QueryRunner): Promise<void> {
    const { getConstructionPlans } = await import('pg-boss');
    await runner.query(withinTransaction(getConstructionPlans(QUEUE_SCHEMA)));
    await runner.query(`SELECT ${QUEUE_SCHEMA}.create_queue($1, $2)`, [TEST_QUEUE, JSON.stringify(OPTIONS)]);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA ${QUEUE_SCHEMA} CASCADE`);
  }
}

/** The plan brings a transaction of its own with its timeouts, and migrations have one each, with none. */
function withinTransaction(plan: string): string {
  return plan.replace(/^\s*(?:BEGIN|COMMIT|SET LOCAL [^;]*);/gm, '');
}
