import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tags with a message are objects of Git, with ids of their own. Those that were made before stay plain ones. Objects that
 * are there passed the check that this one widens: they are not looked through again.
 */
export class AnnotatedTags1764000005500 implements MigrationInterface {
  name = 'AnnotatedTags1764000005500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE git_objects DROP CONSTRAINT git_objects_type_check;
      ALTER TABLE git_objects ADD CONSTRAINT git_objects_type_check
        CHECK (type IN ('blob', 'tree', 'commit', 'tag')) NOT VALID;
      ALTER TABLE tags ADD COLUMN object_id text COLLATE "C";
      ALTER TABLE tags ADD FOREIGN KEY (project_id, object_id) REFERENCES git_objects;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tags DROP COLUMN object_id;
      DELETE FROM git_objects WHERE type = 'tag';
      ALTER TABLE git_objects DROP CONSTRAINT git_objects_type_check;
      ALTER TABLE git_objects ADD CONSTRAINT git_objects_type_check CHECK (type IN ('blob', 'tree', 'commit'));`);
  }
}
