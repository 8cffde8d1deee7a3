import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The hubs of a database listen here. */
export const LIVE_CHANNEL = 'prompthub_live';

/**
 * By triggers, so that whatever moves something tells of it, and in its transaction: PostgreSQL delivers at commit, in the
 * order of commits, and nothing of what was rolled back. The longest path and name fit into a payload's 8,000 bytes.
 */
const MOVES = `
  CREATE FUNCTION live_pointer_moved() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('${LIVE_CHANNEL}', json_build_object('kind', NEW.kind, 'project', NEW.project_id,
      'name', NEW.name, 'path', NULLIF(NEW.path, ''), 'commit', NEW.commit_id)::text);
    RETURN NULL;
  END $$;
  CREATE TRIGGER live_pointer_moved AFTER INSERT OR UPDATE OF commit_id ON release_pointers
    FOR EACH ROW EXECUTE FUNCTION live_pointer_moved();

  CREATE FUNCTION live_branch_moved() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE branch branches%ROWTYPE;
  BEGIN
    IF TG_OP = 'DELETE' THEN branch := OLD; branch.head := NULL; ELSE branch := NEW; END IF;
    PERFORM pg_notify('${LIVE_CHANNEL}', json_build_object('kind', 'branch', 'project', branch.project_id,
      'name', branch.name, 'head', branch.head)::text);
    RETURN NULL;
  END $$;
  CREATE TRIGGER live_branch_moved AFTER INSERT OR UPDATE OF head OR DELETE ON branches
    FOR EACH ROW EXECUTE FUNCTION live_branch_moved();`;

/** What may take rights away from an account: its sockets have to ask for them anew. */
const RIGHTS = `
  CREATE FUNCTION live_rights_changed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('${LIVE_CHANNEL}', json_build_object('kind', 'rights', 'user', NEW.user_id)::text);
    RETURN NULL;
  END $$;
  CREATE TRIGGER live_rights_changed AFTER UPDATE OF ended_at ON sessions
    FOR EACH ROW EXECUTE FUNCTION live_rights_changed();
  CREATE TRIGGER live_rights_changed AFTER UPDATE OF deleted_at, scopes, expires_at ON personal_tokens
    FOR EACH ROW EXECUTE FUNCTION live_rights_changed();
  CREATE TRIGGER live_rights_changed AFTER UPDATE OF deleted_at, role ON memberships
    FOR EACH ROW EXECUTE FUNCTION live_rights_changed();`;

/** Tells the hubs of this database what moved. */
export class Live1764000005300 implements MigrationInterface {
  name = 'Live1764000005300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVES);
    await runner.query(RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION live_pointer_moved() CASCADE;
      DROP FUNCTION live_branch_moved() CASCADE;
      DROP FUNCTION live_rights_changed() CASCADE;`);
  }
}
