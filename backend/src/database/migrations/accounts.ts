import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

const STAMPS = `
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz`;

const ROLE_CHECK = `CHECK (role IN ('owner', 'admin', 'editor', 'viewer'))`;

const PEOPLE = `
  CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text,
    last_sign_in_at timestamptz,${STAMPS}
  );
  CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE deleted_at IS NULL;

  CREATE TABLE organizations (
    id uuid PRIMARY KEY,
    slug text NOT NULL,
    name text NOT NULL,${STAMPS}
  );
  CREATE UNIQUE INDEX organizations_slug ON organizations (slug) WHERE deleted_at IS NULL;

  CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    user_id uuid NOT NULL REFERENCES users,
    role text NOT NULL ${ROLE_CHECK},${STAMPS}
  );
  CREATE UNIQUE INDEX memberships_user ON memberships (user_id, organization_id) WHERE deleted_at IS NULL;
  CREATE INDEX memberships_organization ON memberships (organization_id, id) WHERE deleted_at IS NULL;

  CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    email text NOT NULL,
    role text NOT NULL ${ROLE_CHECK},
    token_hash bytea NOT NULL UNIQUE,
    invited_by uuid NOT NULL REFERENCES users,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,${STAMPS}
  );
  CREATE INDEX invitations_organization ON invitations (organization_id, id) WHERE deleted_at IS NULL;

  CREATE TABLE projects (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    slug text NOT NULL,
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    default_branch text NOT NULL DEFAULT 'main',${STAMPS}
  );
  CREATE UNIQUE INDEX projects_slug ON projects (organization_id, slug) WHERE deleted_at IS NULL;`;

const CREDENTIALS = `
  CREATE TABLE personal_tokens (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    name text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    scopes text[] NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,${STAMPS}
  );
  CREATE INDEX personal_tokens_user ON personal_tokens (user_id, id) WHERE deleted_at IS NULL;

  CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    client_id text NOT NULL,
    ended_at timestamptz,
    end_reason text,${STAMPS}
  );
  CREATE INDEX sessions_user ON sessions (user_id) WHERE ended_at IS NULL;

  CREATE TABLE refresh_tokens (
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions,
    parent_id uuid UNIQUE REFERENCES refresh_tokens,
    token_hash bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    rotated_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);

  CREATE TABLE browser_sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    token_hash bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,${STAMPS}
  );
  CREATE INDEX browser_sessions_user ON browser_sessions (user_id) WHERE deleted_at IS NULL;

  CREATE TABLE authorization_codes (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    client_id text NOT NULL,
    redirect_uri text NOT NULL,
    code_challenge text NOT NULL,
    code_hash bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    session_id uuid REFERENCES sessions,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE sign_in_links (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    token_hash bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE rate_limits (
    key varchar(255) PRIMARY KEY,
    points integer NOT NULL DEFAULT 0,
    expire bigint
  );`;

const KEPT_TABLES = [
  'users',
  'organizations',
  'memberships',
  'invitations',
  'projects',
  'personal_tokens',
  'sessions',
  'refresh_tokens',
  'browser_sessions',
  'authorization_codes',
  'sign_in_links',
];

/** People, organizations, projects, and how people sign in. */
export class Accounts1764000000000 implements MigrationInterface {
  name = 'Accounts1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PEOPLE);
    await runner.query(CREDENTIALS);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON ${KEPT_TABLES.join(', ')} TO ${APP_ROLE}`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limits TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE rate_limits, ${[...KEPT_TABLES].reverse().join(', ')}`);
  }
}
