import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The lines of a project and its merges are found without reading its commits: so are distances of far versions. */
export class ProjectLines1764000005600 implements MigrationInterface {
  name = 'ProjectLines1764000005600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX lines_project ON lines (project_id);
      CREATE INDEX commits_merges ON commits (project_id) WHERE cardinality(parents) > 1;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX commits_merges, lines_project');
  }
}
