import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/** By a trigger, so that a project has them however it was made. */
const ENVIRONMENTS = `
  CREATE TABLE environments (
    project_id uuid NOT NULL REFERENCES projects,
    name text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    protected boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, name)
  );

  CREATE FUNCTION projects_add_environments() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO environments (project_id, name, position, protected)
      VALUES (NEW.id, 'development', 1, false), (NEW.id, 'staging', 2, false), (NEW.id, 'production', 3, true);
    RETURN NULL;
  END $$;
  CREATE TRIGGER projects_add_environments AFTER INSERT ON projects
    FOR EACH ROW EXECUTE FUNCTION projects_add_environments();

  INSERT INTO environments (project_id, name, position, protected)
    SELECT projects.id, defaults.* FROM projects
    CROSS JOIN (VALUES ('development', 1, false), ('staging', 2, false), ('production', 3, true)) AS defaults;`;

/**
 * `path` is empty for the whole project. `below_id` is the move that a roll-back returns to; null when nothing stood there
 * before. The identity gives the order: clocks of several hubs may differ.
 */
const MOVES = `
  CREATE TABLE release_moves (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    project_id uuid NOT NULL REFERENCES projects,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('environment', 'label')),
    name text COLLATE "C" NOT NULL,
    path text COLLATE "C" NOT NULL CHECK (path <> '' OR kind = 'environment'),
    action text NOT NULL CHECK (action IN ('moved', 'promoted', 'taken-back', 'removed')),
    from_commit text COLLATE "C",
    to_commit text COLLATE "C",
    source text COLLATE "C",
    below_id uuid REFERENCES release_moves,
    why text NOT NULL,
    actor_user_id uuid NOT NULL REFERENCES users,
    actor_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (project_id, from_commit) REFERENCES commits,
    FOREIGN KEY (project_id, to_commit) REFERENCES commits,
    CHECK (from_commit IS DISTINCT FROM to_commit)
  );
  CREATE INDEX release_moves_name ON release_moves (project_id, kind, name, number DESC);
  CREATE INDEX release_moves_path ON release_moves (project_id, kind, name, path, number DESC);

  CREATE TABLE release_pointers (
    project_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    path text COLLATE "C" NOT NULL,
    commit_id text COLLATE "C",
    move_id uuid NOT NULL REFERENCES release_moves,
    PRIMARY KEY (project_id, kind, name, path),
    FOREIGN KEY (project_id, commit_id) REFERENCES commits
  );`;

/** Where versions run, and who moved what from where to where: moves are written once. */
export class Releases1764000004000 implements MigrationInterface {
  name = 'Releases1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ENVIRONMENTS);
    await runner.query(MOVES);
    await runner.query(
      `GRANT SELECT, INSERT, UPDATE (position, protected), DELETE ON environments TO ${APP_ROLE}`,
    );
    await runner.query(`GRANT SELECT, INSERT ON release_moves TO ${APP_ROLE}`);
    await runner.query(
      `GRANT SELECT, INSERT, UPDATE (commit_id, move_id) ON release_pointers TO ${APP_ROLE}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE release_pointers, release_moves');
    await runner.query('DROP TRIGGER projects_add_environments ON projects');
    await runner.query('DROP FUNCTION projects_add_environments()');
    await runner.query('DROP TABLE environments');
  }
}
