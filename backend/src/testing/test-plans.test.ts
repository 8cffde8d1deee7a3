import type { PromptBundles } from '../registry/prompt-bundles';
import { TestPlans } from './test-plans';

const FILES = new Map(['a.prompt', 'a.tests.yaml', 'rows.csv'].map((path) => [path, path]));
const SUITE = '- { dataset: rows.csv, assert: [] }\n- { dataset: none.csv, assert: [] }\n';

function plansReading(rows: () => Promise<string>): TestPlans {
  const textOf = async (id: string) => (id === 'rows.csv' ? rows() : id === 'a.prompt' ? 'hello' : SUITE);
  const textsOf = async (_version: unknown, ids: string[]) =>
    new Map(await Promise.all(ids.map(async (id) => [id, await textOf(id)] as const)));
  const bundles = { filesOf: () => Promise.resolve(FILES), textsOf };
  return new TestPlans(bundles as unknown as PromptBundles);
}

test('data that are not there are a fault of their test, and data that the database did not give are none', async () => {
  const version = { id: 'project', commit: 'c' };
  const planned = await plansReading(() => Promise.resolve('word\none\ntwo\n')).of(version);
  const fault = 'none.csv: there is no such file in this version.';
  expect(planned?.[0]?.tests.map(({ test }) => test.fault)).toEqual([undefined, undefined, fault]);
  const lost = new Error('Connection terminated unexpectedly');
  await expect(plansReading(() => Promise.reject(lost)).of(version)).rejects.toBe(lost);
});
