import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/**
 * Every project is a Git repository. Objects belong to one project, so that nobody can learn from an id, a size or an
 * answer's time that another project holds the same text.
 */
const OBJECTS = `
  CREATE TABLE git_objects (
    project_id uuid NOT NULL REFERENCES projects,
    id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{40}$'),
    type text NOT NULL CHECK (type IN ('blob', 'tree', 'commit')),
    size integer NOT NULL CHECK (size = octet_length(content)),
    content bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, id)
  );`;

/**
 * A line is a run of commits, each the first parent of the next; a fork begins a new line at a position of its parent
 * line. So "what did this path look like at that commit" and "the next page of its history" are index look-ups.
 */
const COMMITS = `
  CREATE TABLE lines (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    parent_line_id uuid REFERENCES lines,
    parent_position integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((parent_line_id IS NULL) = (parent_position IS NULL))
  );

  CREATE TABLE commits (
    project_id uuid NOT NULL,
    id text COLLATE "C" NOT NULL,
    line_id uuid NOT NULL REFERENCES lines,
    position integer NOT NULL CHECK (position > 0),
    tree text COLLATE "C" NOT NULL,
    parents text[] NOT NULL,
    author_user_id uuid REFERENCES users,
    author_name text NOT NULL,
    author_email text NOT NULL,
    message text NOT NULL,
    file_count integer NOT NULL,
    total_bytes bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, id),
    UNIQUE (line_id, position),
    FOREIGN KEY (project_id, id) REFERENCES git_objects
  );

  CREATE TABLE commit_paths (
    line_id uuid NOT NULL,
    path text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    commit_id text COLLATE "C" NOT NULL,
    before text COLLATE "C",
    after text COLLATE "C",
    PRIMARY KEY (line_id, path, position),
    FOREIGN KEY (line_id, position) REFERENCES commits (line_id, position),
    CHECK (before IS DISTINCT FROM after)
  );
  -- Not by position: then the planner could search a path's last change through all later commits.
  CREATE INDEX commit_paths_commit ON commit_paths USING hash (commit_id);

  CREATE TABLE branches (
    project_id uuid NOT NULL REFERENCES projects,
    name text COLLATE "C" NOT NULL,
    line_id uuid NOT NULL REFERENCES lines,
    head text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, name),
    FOREIGN KEY (project_id, head) REFERENCES commits
  );`;

/** Objects, commits and their index by path are written once. Only a branch moves. */
export class Registry1764000001000 implements MigrationInterface {
  name = 'Registry1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OBJECTS);
    await runner.query(COMMITS);
    await runner.query(`GRANT SELECT, INSERT ON git_objects, lines, commits, commit_paths TO ${APP_ROLE}`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (line_id, head, updated_at) ON branches TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE branches, commit_paths, commits, lines, git_objects');
  }
}
