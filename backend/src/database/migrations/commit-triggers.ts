import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Parents are looked up by a plan of the moment. One that was made when the first push found the table empty may take any index,
 * and so read all commits of the project for each new one.
 */
export class CommitTriggers1764000005700 implements MigrationInterface {
  name = 'CommitTriggers1764000005700';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER FUNCTION commits_count_generation() SET plan_cache_mode = force_custom_plan;
      ALTER FUNCTION commits_correct_date() SET plan_cache_mode = force_custom_plan;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER FUNCTION commits_count_generation() RESET plan_cache_mode;
      ALTER FUNCTION commits_correct_date() RESET plan_cache_mode;`);
  }
}
