import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/** When somebody last asked for a list of prompts, to the day: lists of branches that nobody asks for are thrown away. */
export class RestingLists1764000005800 implements MigrationInterface {
  name = 'RestingLists1764000005800';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE prompt_views ADD COLUMN used_at timestamptz NOT NULL DEFAULT now()');
    await runner.query(`GRANT UPDATE (used_at) ON prompt_views TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE prompt_views DROP COLUMN used_at');
  }
}
