import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The generation of a commit is one more than the highest of its parents', 1 without any (as in Git's commit-graph):
 * whoever walks from high to low sees a commit after all of its descendants, and knows when to stop. The database
 * counts itself, so that no writer can forget it, and refuses a commit whose parents are not stored.
 */
const GENERATIONS = `
  ALTER TABLE commits ADD COLUMN generation integer;
  -- Until now every commit had one parent at most, so that its place on its line is its generation.
  UPDATE commits SET generation = position;
  ALTER TABLE commits ALTER COLUMN generation SET NOT NULL;
  CREATE INDEX commits_generation ON commits (project_id, generation);

  CREATE FUNCTION commits_count_generation() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    stored integer;
    highest integer;
  BEGIN
    SELECT count(*), max(generation) INTO stored, highest
      FROM commits WHERE project_id = NEW.project_id AND id = ANY (NEW.parents);
    IF stored <> (SELECT count(DISTINCT parent) FROM unnest(NEW.parents) AS parent) THEN
      RAISE EXCEPTION 'a parent of commit % is not stored', NEW.id USING ERRCODE = 'foreign_key_violation';
    END IF;
    NEW.generation := COALESCE(highest, 0) + 1;
    RETURN NEW;
  END $$;
  CREATE TRIGGER commits_count_generation BEFORE INSERT ON commits
    FOR EACH ROW EXECUTE FUNCTION commits_count_generation();`;

export class CommitGraph1764000003000 implements MigrationInterface {
  name = 'CommitGraph1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GENERATIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER commits_count_generation ON commits');
    await runner.query('DROP FUNCTION commits_count_generation()');
    await runner.query('ALTER TABLE commits DROP COLUMN generation');
  }
}
