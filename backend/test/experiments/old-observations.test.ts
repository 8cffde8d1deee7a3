import type { ExperimentResults } from '@prompthub/protocol';
import { OldObservations } from '../../src/experiments/old-observations';
import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { ExperimentTester } from './experiment-client';

let hub: TestHub;
let tester: ExperimentTester;
beforeAll(async () => {
  hub = await startHub();
  tester = await ExperimentTester.begin(hub, 'old-observations');
});
afterAll(() => hub?.close());

const TABLES = ['exposures', 'calls', 'outcomes', 'key_outcomes'];
const sweep = () => hub.app.get(OldObservations, { strict: false }).sweep();
const rowsOf = async (id: string) => {
  const count = (table: string) => `(SELECT count(*) FROM experiment_${table} WHERE experiment_id = $1)`;
  const [row] = await ownerQuery<{ rows: number }>(
    hub,
    `SELECT (${TABLES.map(count).join(' + ')})::integer AS rows`,
    [id],
  );
  return row?.rows;
};
const endedAgo = (id: string, days: number) =>
  ownerQuery(hub, `UPDATE experiments SET ended_at = now() - make_interval(days => $2) WHERE id = $1`, [
    id,
    days,
  ]);

async function resultsOf(id: string): Promise<Omit<ExperimentResults, 'at' | 'experiment'>> {
  const answer = await tester.send('GET', `experiments/${id}/results`);
  const { at: _at, experiment: _experiment, ...results } = answer.body as ExperimentResults;
  return results;
}

/** With an arm that is better, and outcomes of the last keys whose windows have not passed. */
async function ended(windowHours: number): Promise<string> {
  const { id } = await tester.start({ windowHours });
  const keys = Array.from({ length: 400 }, (_, index) => `user-${index}`);
  await tester.send('POST', 'exposures', { exposures: keys.map((key) => ({ experiment: id, key })) });
  const outcomes = keys.map((key, index) => ({ id: key, metric: 'solved', key, value: index % 2 }));
  await tester.send('POST', 'outcomes', { outcomes });
  await tester.pass(id, windowHours * 3600);
  await tester.step(id, 'stop', { why: 'enough' });
  return id;
}

test('what was observed goes some time after the end, and the results stay as they were', async () => {
  const id = await ended(24);
  const before = await resultsOf(id);
  expect(before.arms[0]?.metrics[0]?.estimate).toBeDefined();
  await endedAgo(id, 89);
  await sweep();
  expect(await rowsOf(id)).toBe(1200);
  await endedAgo(id, 91);
  await Promise.all([sweep(), sweep()]);
  await sweep();
  expect(await rowsOf(id)).toBe(0);
  expect(await resultsOf(id)).toEqual(before);
  expect((await tester.step(id, 'promote', { arm: 'new', why: 'still possible' })).body.state).toBe(
    'promoted',
  );
});

test('outcomes that may still come keep everything, and so does what runs', async () => {
  const tested = await ExperimentTester.begin(hub, 'old-observations-two');
  tester = tested;
  const long = await ended(24 * 90);
  await endedAgo(long, 89);
  const { id: running } = await tester.start();
  await tester.send('POST', 'exposures', { exposures: [{ experiment: running, key: 'a' }] });
  await tester.pass(running, 400 * 24 * 3600);
  await sweep();
  expect([await rowsOf(long), await rowsOf(running)]).toEqual([1200, 1]);
});
