import { uuidV7 } from '../../src/common/uuid';
import { LIST_RUNS } from '../../src/testing/test-run-rows';
import { OldTestRuns } from '../../src/testing/old-test-runs';
import { ROOT } from '../execution/model-hub';
import { ownerQuery } from '../owner-query';
import { prompt, TestingHub } from './test-hub';

let at: TestingHub;
beforeAll(async () => {
  at = await TestingHub.start({ 'a.prompt': prompt(['one']) });
});
afterAll(() => at?.close());

interface Kept {
  readonly prompts?: readonly string[];
  readonly origin?: string;
  readonly options?: object;
  readonly status?: string;
  readonly results?: number;
}

/** A run of so many days ago, of the newest version, with contents for each of its results. Without more, one that passed. */
async function kept(
  days: number,
  { prompts = ['a.prompt'], origin = 'hub', options, status, results = 2 }: Kept = {},
): Promise<string> {
  const id = uuidV7();
  await ownerQuery(
    at.hub,
    `WITH run AS (
       INSERT INTO test_runs (id, project_id, origin, commit_id, ref, options, prompts, status, user_id, user_name, created_at, ended_at)
       SELECT $1, $2, $3, $4, 'main', $5, $6, $7, $8, 'x', at, at FROM (SELECT now() - make_interval(days => $9) AS at) AS made
     ), result AS (
       INSERT INTO test_results (id, run_id, number, status, prompt)
       SELECT gen_random_uuid(), $1, n, 'passed', 'a.prompt' FROM generate_series(1, $10) AS n RETURNING id
     )
     INSERT INTO execution_contents (execution_id, project_id, failed, contents) SELECT id, $2, false, '' FROM result`,
    [
      ...[id, at.hub.project.id, origin, at.commit, options ?? {}, prompts, status ?? 'passed'],
      ...[at.hub.users.owner.id, days, results],
    ],
  );
  return id;
}

async function age(id: string): Promise<void> {
  await ownerQuery(at.hub, `UPDATE test_runs SET created_at = now() - interval '91 days' WHERE id = $1`, [
    id,
  ]);
}

function sweep(): Promise<unknown> {
  const runs = at.hub.app.get(OldTestRuns, { strict: false });
  return Promise.all([runs.sweep(), runs.sweep()]);
}

/** What is left of a run: nothing, the run alone, or with so many results and contents. */
async function left(id: string): Promise<unknown> {
  const { status, body } = await at.request(`/${id}`);
  if (status === 404) return 'nothing';
  const [row] = await at.hub.dataSource.query<unknown[]>(
    `SELECT count(*)::int AS results, count(c)::int AS contents FROM test_results r
     LEFT JOIN execution_contents c ON c.execution_id = r.id WHERE run_id = $1`,
    [id],
  );
  return body.resultsDeletedAt === undefined ? row : { ...(row as object), ofOld: true };
}

const ALL = { results: 2, contents: 2 };
const RUN_ALONE = { results: 0, contents: 0, ofOld: true };

describe('runs that are older than a hub keeps them', () => {
  beforeEach(() => ownerQuery(at.hub, 'DELETE FROM test_runs'));

  it('go with their results, and younger ones stay', async () => {
    const failed = { status: 'failed' };
    const [old, young] = [await kept(91, failed), await kept(89, failed)];
    await sweep();
    expect([await left(old), await left(young)]).toEqual(['nothing', ALL]);
  });

  it('go in pieces, however large they are', async () => {
    const id = await kept(91, { status: 'failed', results: 2500 });
    await sweep();
    expect(await left(id)).toBe('nothing');
  });

  it.each<[string, Kept]>([
    ['failed', { status: 'failed' }],
    ['were cancelled', { status: 'cancelled' }],
    ['asked other models than the prompts’ own', { options: { models: ['stub/one'] } }],
    ['left out tests', { options: { partial: true }, origin: 'reported' }],
  ])('go when they %s: no environment leans on them', async (_what, run) => {
    const id = await kept(91, run);
    await sweep();
    expect(await left(id)).toBe('nothing');
  });

  it('stay without their results where they are the last that passed of their version', async () => {
    const before = await kept(100);
    const last = await kept(99);
    await kept(98, { status: 'failed' });
    await sweep();
    expect([await left(before), await left(last)]).toEqual(['nothing', RUN_ALONE]);
    expect(await at.results(last)).toEqual([]);
    const name = 'careful';
    const requires = { testRun: 'passed', from: 'hub' };
    await at.hub.request(`${ROOT}/environments`, { as: 'owner', json: { name, requires } });
    const json = { ref: at.commit, path: 'a.prompt', why: 'x' };
    const deployed = await at.hub.request(`${ROOT}/environments/${name}/deployments`, { as: 'editor', json });
    expect([deployed.status, deployed.text]).toEqual([201, deployed.text]);
  });

  it('go when a later one of their version takes their place, once that is old too', async () => {
    const first = await kept(91);
    await sweep();
    const later = await kept(89, { prompts: ['a.prompt', 'b.prompt'] });
    await sweep();
    expect([await left(first), await left(later)]).toEqual([RUN_ALONE, ALL]);
    await age(later);
    await sweep();
    expect([await left(first), await left(later)]).toEqual(['nothing', RUN_ALONE]);
  });

  it('stay when the later one tested less, or is only reported', async () => {
    const runs = [
      await kept(94, { prompts: ['a.prompt', 'b.prompt'] }),
      await kept(93),
      await kept(92, { origin: 'reported', prompts: ['a.prompt', 'b.prompt'] }),
    ];
    await sweep();
    expect(await Promise.all(runs.map(left))).toEqual([RUN_ALONE, RUN_ALONE, RUN_ALONE]);
  });
});

it('finds runs of a rare state in an index, however many there are', async () => {
  await ownerQuery(at.hub, 'ALTER TABLE test_runs DISABLE TRIGGER USER');
  await ownerQuery(
    at.hub,
    `INSERT INTO test_runs (id, project_id, origin, commit_id, ref, options, status, user_id, user_name, ended_at)
     SELECT gen_random_uuid(), $1, 'hub', $2, 'main', '{}', CASE WHEN n % 5000 = 0 THEN 'cancelled' ELSE 'passed' END, $3, 'x', now()
     FROM generate_series(1, 20000) AS n`,
    [at.hub.project.id, at.commit, at.hub.users.owner.id],
  );
  await ownerQuery(at.hub, 'ALTER TABLE test_runs ENABLE TRIGGER USER; ANALYZE test_runs');
  const planOf = async (before: string | null, status: string | null): Promise<string> => {
    const rows = await at.hub.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${LIST_RUNS}`, [
      ...[at.hub.project.id, before, null, status, null],
      51,
    ]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  for (const before of [null, uuidV7()]) {
    expect(await planOf(before, 'cancelled')).toMatch(/test_runs_status/);
    expect(await planOf(before, null)).toMatch(/test_runs_project/);
  }
});
