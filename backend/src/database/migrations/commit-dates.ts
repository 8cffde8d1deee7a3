import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A place in time for every commit at which it stands after its parents, whatever the clocks of its authors said: its own
 * second, or one after the latest of its parents' (the corrected commit date of Git's commit-graph). Listed by it, newest
 * first, no commit comes before one of its children, and a page is one look into an index. The database keeps it itself, as it
 * does the generation.
 */
const DATES = `
  ALTER TABLE commits ADD COLUMN corrected_seconds bigint;

  CREATE FUNCTION commits_correct_date() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.corrected_seconds := GREATEST(
      floor(extract(epoch FROM NEW.created_at)),
      (SELECT max(corrected_seconds) + 1 FROM commits WHERE project_id = NEW.project_id AND id = ANY (NEW.parents))
    );
    RETURN NEW;
  END $$;
  CREATE TRIGGER commits_correct_date BEFORE INSERT ON commits
    FOR EACH ROW EXECUTE FUNCTION commits_correct_date();

  -- Parents have lower generations, and so are done first.
  DO $$
  DECLARE
    commit record;
  BEGIN
    FOR commit IN SELECT project_id, id, parents, created_at FROM commits ORDER BY generation LOOP
      UPDATE commits SET corrected_seconds = GREATEST(
        floor(extract(epoch FROM commit.created_at)),
        (SELECT max(p.corrected_seconds) + 1 FROM commits p
         WHERE p.project_id = commit.project_id AND p.id = ANY (commit.parents))
      ) WHERE project_id = commit.project_id AND id = commit.id;
    END LOOP;
  END $$;

  ALTER TABLE commits ALTER COLUMN corrected_seconds SET NOT NULL;
  CREATE INDEX commits_by_date ON commits (project_id, corrected_seconds, id);`;

export class CommitDates1764000005200 implements MigrationInterface {
  name = 'CommitDates1764000005200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DATES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER commits_correct_date ON commits');
    await runner.query('DROP FUNCTION commits_correct_date()');
    await runner.query('ALTER TABLE commits DROP COLUMN corrected_seconds');
  }
}
