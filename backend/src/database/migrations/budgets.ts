import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/**
 * Money is counted in nano-dollars, in integers: the cheapest token costs some of them, and sums are exact.
 * `reserved_nano` is null where nobody could say what the attempt may cost; `cost_nano` while, or if ever, nobody knows what it did.
 */
const ATTEMPTS = `
  ALTER TABLE executions
    ADD COLUMN environment text COLLATE "C",
    ADD COLUMN token_id uuid REFERENCES personal_tokens,
    ADD COLUMN cached boolean NOT NULL DEFAULT false,
    ADD COLUMN time_to_first_token_ms double precision;

  CREATE TABLE execution_attempts (
    execution_id uuid NOT NULL REFERENCES executions,
    number integer NOT NULL CHECK (number > 0),
    model text NOT NULL,
    reserved_nano bigint CHECK (reserved_nano >= 0),
    budgets uuid[] NOT NULL DEFAULT '{}',
    reserved_at timestamptz NOT NULL DEFAULT now(),
    cost_nano bigint CHECK (cost_nano >= 0),
    unpriced boolean NOT NULL DEFAULT false,
    latency_ms double precision,
    time_to_first_token_ms double precision,
    wait_ms double precision,
    error_code text,
    settled_at timestamptz,
    PRIMARY KEY (execution_id, number)
  );
  CREATE INDEX execution_attempts_open ON execution_attempts (execution_id) WHERE settled_at IS NULL;
  INSERT INTO execution_attempts (execution_id, number, model, reserved_at, cost_nano, unpriced, latency_ms, error_code, settled_at)
    SELECT id, 1, model, started_at, ceil(cost_usd::numeric * 1000000000)::bigint, priced IS FALSE, latency_ms, error_code, settled_at
    FROM executions;
  ALTER TABLE executions DROP COLUMN cost_usd, DROP COLUMN priced, DROP COLUMN alive_at;
  CREATE INDEX executions_running ON executions (hub_instance) WHERE status = 'running';

  CREATE TABLE execution_hubs (
    id uuid PRIMARY KEY,
    alive_at timestamptz NOT NULL
  );`;

/**
 * `subject` is the user or key of a budget that each of them has; otherwise the budget itself. Its sums have no upper end, for they
 * are of what callers ask for: one that ran over would stop every call that it counts.
 */
const BUDGETS = `
  CREATE TABLE budgets (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    scope text COLLATE "C" NOT NULL CHECK (scope IN ('organization', 'project', 'user', 'key', 'prompt', 'environment')),
    project_id uuid REFERENCES projects,
    user_id uuid REFERENCES users,
    token_id uuid REFERENCES personal_tokens,
    path text COLLATE "C",
    environment text COLLATE "C",
    period text COLLATE "C" NOT NULL CHECK (period IN ('day', 'month')),
    limit_nano bigint NOT NULL CHECK (limit_nano >= 0),
    hard boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
  );
  CREATE INDEX budgets_organization ON budgets (organization_id) WHERE deleted_at IS NULL;

  CREATE TABLE budget_counters (
    budget_id uuid NOT NULL REFERENCES budgets,
    subject uuid NOT NULL,
    period_start date NOT NULL,
    reserved_nano numeric NOT NULL DEFAULT 0 CHECK (reserved_nano >= 0),
    settled_nano numeric NOT NULL DEFAULT 0 CHECK (settled_nano >= 0),
    PRIMARY KEY (budget_id, subject, period_start)
  ) WITH (fillfactor = 20);`;

/** Everything is looked up by its key. The planner, asked while the tables are small, would choose to read them through. */
const BY_KEYS = 'SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off';

/**
 * Lets in what fits, each call or not at all; gives back the calls of which there is something to say. It commits before it is on disk,
 * so that nobody waits for counters while the disk works: no call may go out before `spending_flush` has returned. All counters are
 * locked before the first is read, in the order of their key: whoever comes at the same time waits, and none for each other.
 */
const ADMIT = `
  CREATE TYPE spending_call AS (
    id uuid, number integer, model text, amount bigint, first_model text, commit_id text,
    project_id uuid, user_id uuid, token_id uuid, path text, environment text
  );

  CREATE FUNCTION spending_counters_of(asked spending_call, live budgets[])
  RETURNS TABLE (budget_id uuid, subject uuid, period_start date)
  LANGUAGE sql STABLE AS $$
    SELECT b.id, CASE b.scope WHEN 'user' THEN asked.user_id WHEN 'key' THEN asked.token_id ELSE b.id END,
      date_trunc(b.period, now() AT TIME ZONE 'UTC')::date
    FROM unnest(live) b
    WHERE (b.project_id IS NULL OR b.project_id = asked.project_id)
      AND (b.user_id IS NULL OR b.user_id = asked.user_id)
      AND (b.token_id IS NULL OR b.token_id = asked.token_id)
      AND (b.path IS NULL OR b.path = asked.path)
      AND (b.environment IS NULL OR b.environment = asked.environment)
      AND (b.scope <> 'key' OR asked.token_id IS NOT NULL)
  $$;

  CREATE FUNCTION spending_admit(hub uuid, organization uuid, calls jsonb)
  RETURNS TABLE (call_id uuid, refused boolean, near jsonb)
  LANGUAGE plpgsql ${BY_KEYS} AS $$
  DECLARE
    asked_all spending_call[] := ARRAY(SELECT c FROM jsonb_populate_recordset(NULL::spending_call, calls) c);
    live budgets[] := ARRAY(SELECT b FROM budgets b WHERE b.organization_id = organization AND b.deleted_at IS NULL);
    admitted spending_call[] := '{}';
    asked spending_call;
  BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    IF NOT EXISTS (SELECT FROM execution_hubs h WHERE h.id = hub AND h.alive_at > now() - interval '5 seconds') THEN
      INSERT INTO execution_hubs VALUES (hub, now()) ON CONFLICT (id) DO UPDATE SET alive_at = now();
    END IF;

    IF cardinality(live) = 0 THEN
      admitted := asked_all;
    ELSE
      INSERT INTO budget_counters (budget_id, subject, period_start)
        SELECT DISTINCT c.* FROM unnest(asked_all) call, spending_counters_of(call, live) c ORDER BY 1, 2, 3
        ON CONFLICT DO NOTHING;
      PERFORM FROM (SELECT DISTINCT c.* FROM unnest(asked_all) call, spending_counters_of(call, live) c) wanted
        JOIN budget_counters k USING (budget_id, subject, period_start)
        ORDER BY k.budget_id, k.subject, k.period_start
        FOR NO KEY UPDATE OF k;
      FOREACH asked IN ARRAY asked_all LOOP
        SELECT coalesce(bool_or(b.hard AND (asked.amount IS NULL OR k.settled_nano + k.reserved_nano + asked.amount > b.limit_nano)), false),
            jsonb_agg(to_jsonb(b) || to_jsonb(k) || jsonb_build_object('project_slug', (SELECT slug FROM projects p WHERE p.id = b.project_id))
              ORDER BY b.id)
              FILTER (WHERE k.settled_nano + k.reserved_nano + coalesce(asked.amount, 0) > b.limit_nano * 0.8
                OR asked.amount IS NULL AND b.hard)
          INTO refused, near
          FROM spending_counters_of(asked, live) c
            JOIN unnest(live) b ON b.id = c.budget_id
            JOIN budget_counters k USING (budget_id, subject, period_start);
        IF NOT refused THEN
          admitted := admitted || asked;
          UPDATE budget_counters k SET reserved_nano = k.reserved_nano + asked.amount
            FROM spending_counters_of(asked, live) c
            WHERE k.budget_id = c.budget_id AND k.subject = c.subject AND k.period_start = c.period_start AND asked.amount > 0;
        END IF;
        IF near IS NOT NULL THEN
          call_id := asked.id;
          RETURN NEXT;
        END IF;
      END LOOP;
    END IF;

    INSERT INTO executions (id, project_id, user_id, token_id, path, environment, commit_id, model, status, hub_instance, started_at)
      SELECT id, project_id, user_id, token_id, path, environment, commit_id, first_model, 'running', hub, now()
      FROM unnest(admitted)
      ON CONFLICT (id) DO NOTHING;
    INSERT INTO execution_attempts (execution_id, number, model, reserved_nano, budgets)
      SELECT c.id, c.number, c.model, c.amount, ARRAY(SELECT budget_id FROM spending_counters_of(c, live)) FROM unnest(admitted) c;
  END $$;`;

/**
 * Puts on disk what was committed before it: the log is written in order, and this transaction is one that waits for the disk.
 * `spending_admit_durably` does both in one round trip. What fails after its COMMIT says so (`08007`, or that it was cancelled):
 * the reservation may stand, and its caller has to withdraw it.
 */
const DURABLY = `
  CREATE FUNCTION spending_flush() RETURNS void
  LANGUAGE plpgsql AS $$ BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    PERFORM pg_logical_emit_message(true, 'prompthub.flush', '');
  END $$;

  CREATE PROCEDURE spending_admit_durably(hub uuid, organization uuid, calls jsonb, INOUT answers jsonb)
  LANGUAGE plpgsql AS $$ BEGIN
    answers := (SELECT coalesce(jsonb_agg(a), '[]') FROM spending_admit(hub, organization, calls) a);
    COMMIT;
    BEGIN
      PERFORM spending_flush();
    EXCEPTION WHEN OTHERS THEN
      RAISE EXCEPTION 'let in, but perhaps not on disk: %', SQLERRM USING ERRCODE = '08007';
    END;
  END $$;`;

/**
 * Writes what attempts cost and how executions ended. It says what is, not what changes, so that it may be said twice, and
 * later again by a hub that was wrongly taken for dead. Who settles for the dead (`abandoned`) touches only what is open.
 * It is on disk after `spending_flush`; what was lost until then is open again.
 */
const SETTLE = `
  CREATE TYPE spending_settlement AS (
    execution_id uuid, number integer, cost_nano bigint, unpriced boolean, latency_ms double precision,
    time_to_first_token_ms double precision, wait_ms double precision, error_code text
  );
  CREATE TYPE spending_end AS (
    id uuid, status text, model text, input_tokens integer, output_tokens integer, usage jsonb, latency_ms double precision,
    time_to_first_token_ms double precision, error_code text
  );

  CREATE FUNCTION spending_settle(settlements jsonb, ends jsonb, abandoned boolean) RETURNS void
  LANGUAGE plpgsql ${BY_KEYS} AS $$
  DECLARE
    changes budget_counters[];
  BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    PERFORM FROM execution_attempts a
      JOIN jsonb_populate_recordset(NULL::spending_settlement, settlements) s USING (execution_id, number)
      ORDER BY a.execution_id, a.number
      FOR NO KEY UPDATE OF a;
    changes := ARRAY(
      SELECT (budget_id, subject, period_start, sum(reserved), sum(settled))::budget_counters
      FROM (
        SELECT b.id AS budget_id,
          CASE b.scope WHEN 'user' THEN e.user_id WHEN 'key' THEN e.token_id ELSE b.id END AS subject,
          date_trunc(b.period, a.reserved_at AT TIME ZONE 'UTC')::date AS period_start,
          CASE WHEN a.settled_at IS NULL THEN -coalesce(a.reserved_nano, 0) ELSE 0 END AS reserved,
          coalesce(s.cost_nano, a.reserved_nano, 0)
            - CASE WHEN a.settled_at IS NULL THEN 0 ELSE coalesce(a.cost_nano, a.reserved_nano, 0) END AS settled
        FROM jsonb_populate_recordset(NULL::spending_settlement, settlements) s
          JOIN execution_attempts a USING (execution_id, number)
          JOIN executions e ON e.id = a.execution_id
          CROSS JOIN unnest(a.budgets) AS counted (id)
          JOIN budgets b ON b.id = counted.id
        WHERE a.settled_at IS NULL OR NOT abandoned
      ) change
      GROUP BY budget_id, subject, period_start);
    UPDATE execution_attempts a SET cost_nano = s.cost_nano, unpriced = coalesce(s.unpriced, false), latency_ms = s.latency_ms,
        time_to_first_token_ms = s.time_to_first_token_ms, wait_ms = s.wait_ms, error_code = s.error_code, settled_at = now()
      FROM jsonb_populate_recordset(NULL::spending_settlement, settlements) s
      WHERE a.execution_id = s.execution_id AND a.number = s.number AND (a.settled_at IS NULL OR NOT abandoned);
    PERFORM FROM budget_counters k JOIN unnest(changes) c USING (budget_id, subject, period_start)
      ORDER BY k.budget_id, k.subject, k.period_start
      FOR NO KEY UPDATE OF k;
    UPDATE budget_counters k
      SET reserved_nano = k.reserved_nano + c.reserved_nano, settled_nano = k.settled_nano + c.settled_nano
      FROM unnest(changes) c
      WHERE k.budget_id = c.budget_id AND k.subject = c.subject AND k.period_start = c.period_start
        AND (c.reserved_nano <> 0 OR c.settled_nano <> 0);
    PERFORM FROM executions e JOIN jsonb_populate_recordset(NULL::spending_end, ends) x USING (id)
      ORDER BY e.id FOR NO KEY UPDATE OF e;
    UPDATE executions e SET status = x.status, model = coalesce(x.model, e.model), input_tokens = coalesce(x.input_tokens, 0),
        output_tokens = coalesce(x.output_tokens, 0), usage = x.usage, latency_ms = x.latency_ms,
        time_to_first_token_ms = x.time_to_first_token_ms, error_code = x.error_code, settled_at = now()
      FROM jsonb_populate_recordset(NULL::spending_end, ends) x
      WHERE e.id = x.id AND (e.status = 'running' OR NOT abandoned);
  END $$;`;

/** What may be spent, what every attempt of a call was to cost and did, and the two ways in which they change together. */
export class Budgets1764000006000 implements MigrationInterface {
  name = 'Budgets1764000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ATTEMPTS);
    await runner.query(BUDGETS);
    await runner.query(ADMIT);
    await runner.query(DURABLY);
    await runner.query(SETTLE);
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE (limit_nano, hard, updated_at, deleted_at) ON budgets TO ${APP_ROLE};
      GRANT SELECT, INSERT, UPDATE (reserved_nano, settled_nano) ON budget_counters TO ${APP_ROLE};
      GRANT SELECT, INSERT, UPDATE (alive_at), DELETE ON execution_hubs TO ${APP_ROLE};
      GRANT SELECT, INSERT,
        UPDATE (cost_nano, unpriced, latency_ms, time_to_first_token_ms, wait_ms, error_code, settled_at)
        ON execution_attempts TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION spending_settle(jsonb, jsonb, boolean);
      DROP PROCEDURE spending_admit_durably(uuid, uuid, jsonb, jsonb);
      DROP FUNCTION spending_flush();
      DROP FUNCTION spending_admit(uuid, uuid, jsonb);
      DROP FUNCTION spending_counters_of(spending_call, budgets[]);
      DROP TYPE spending_end, spending_settlement, spending_call;
      ALTER TABLE executions
        ADD COLUMN cost_usd double precision,
        ADD COLUMN priced boolean,
        ADD COLUMN alive_at timestamptz NOT NULL DEFAULT now();
      UPDATE executions e SET cost_usd = a.cost_usd, priced = a.priced
        FROM (
          SELECT execution_id, sum(coalesce(cost_nano, reserved_nano)) / 1000000000.0 AS cost_usd, NOT bool_or(unpriced) AS priced
          FROM execution_attempts GROUP BY execution_id
        ) a
        WHERE a.execution_id = e.id;
      DROP INDEX executions_running;
      CREATE INDEX executions_running ON executions (alive_at) WHERE status = 'running';
      ALTER TABLE executions
        ALTER COLUMN alive_at DROP DEFAULT,
        DROP COLUMN environment, DROP COLUMN token_id, DROP COLUMN cached, DROP COLUMN time_to_first_token_ms;
      DROP TABLE budget_counters, budgets, execution_hubs, execution_attempts`);
  }
}
