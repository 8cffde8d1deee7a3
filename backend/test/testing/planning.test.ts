import { MAX_TEST_RESULTS } from '@prompthub/protocol';
import { TestPlans } from '../../src/testing/test-plans';
import { prompt, TestingHub } from './test-hub';

/** A prompt whose suite names the file `data` so many times. */
function naming(data: string, times: number): Record<string, string> {
  const test = `  - { dataset: ${data}, assert: [{ type: contains, value: fine }] }\n`;
  return { 'big.prompt': prompt([]), 'big.tests.yaml': `tests:\n${test.repeat(times)}` };
}

/** Counting coverage makes reading sixteen megabytes of data many times slower. */
const SLOW_MS = 120_000;

let at: TestingHub;
beforeAll(async () => {
  at = await TestingHub.start({ 'a.prompt': prompt(['one']) });
});
afterAll(() => at?.close(), SLOW_MS);

it.each([
  ['many rows', `word\n${'x\n'.repeat(4000)}`],
  ['a large value', `word\n${'x'.repeat(4_000_000)}\n`],
])(
  'data with %s that is named again and again ends the run, before it fills the memory',
  async (_name, csv) => {
    await at.publish({ ...naming('big.csv', 100), 'big.csv': csv });
    const read = jest.spyOn(at.hub.app.get(TestPlans, { strict: false })['bundles'], 'textsOf');
    const run = await at.run({ paths: ['big.prompt'] });
    expect(run).toMatchObject({ status: 'failed', totals: { total: 0 } });
    expect(run.problem).toContain(`more than the ${MAX_TEST_RESULTS} tests`);
    expect(read.mock.calls.length).toBeLessThan(25);
    read.mockRestore();
    const report = { ...{ version: 1, startedAt: new Date().toISOString(), durationMs: 1 } };
    const totals = { passed: 0, failed: 0, errored: 0, skipped: 0, total: 0 };
    const prompts = [{ prompt: 'big.prompt', tests: [] }];
    const answer = await at.request('/reports', {
      json: { ref: 'main', report: { ...report, totals, prompts } },
    });
    expect(answer.status).toBe(201);
    expect(at.asked).toEqual([]);
  },
  SLOW_MS,
);
