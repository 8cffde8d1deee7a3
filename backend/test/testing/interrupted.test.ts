import type { TestRun } from '@prompthub/protocol';
import { HubConfig } from '../../src/config/hub-config';
import { QUEUE_SCHEMA } from '../../src/database/migrations/test-queue';
import { createHub } from '../../src/main';
import { ChildHub } from '../child-hub';
import { signalled } from '../execution/model-hub';
import { ownerQuery } from '../owner-query';
import { prompt, TestingHub } from './test-hub';

const WORDS = Array.from({ length: 12 }, (_, index) => `word ${index}`);
const AT_ONCE = 3;

/** Tells of the runs, and leaves them to others. */
let at: TestingHub;
beforeAll(async () => {
  at = await TestingHub.start({ 'a.prompt': prompt(WORDS) }, { testConcurrency: 0 });
  // Who is silent for ten seconds is dead; half a minute is what it is otherwise.
  await ownerQuery(at.hub, `UPDATE ${QUEUE_SCHEMA}.queue SET heartbeat_seconds = 10`);
});
beforeEach(() => {
  at.asked.length = 0;
});
afterAll(() => at?.close());

const settings = () => ({ ...at.hub.config, logLevel: 'silent', testConcurrency: AT_ONCE }) as const;

/** Models answer five questions, and then nothing until `goOn`. */
function stallAfterFive(): { stalled: Promise<void>; goOn: () => void } {
  const [stalled, go] = [signalled(), signalled()];
  let count = 0;
  let stalls = true;
  at.answer = async () => {
    if (stalls && ++count > 5) {
      if (count === 5 + AT_ONCE) stalled.done();
      await go.promise;
    }
    return 'fine';
  };
  const goOn = (): void => {
    stalls = false;
    go.done();
  };
  return { stalled: stalled.promise, goOn };
}

/** What has ended is as it was; what was going on is errored, in words; the rest has passed; and nothing was asked twice. */
async function expectOnce(run: TestRun, words: RegExp): Promise<void> {
  expect(at.asked.sort()).toEqual([...WORDS].sort());
  expect(run).toMatchObject({
    status: 'failed',
    totals: { passed: WORDS.length - AT_ONCE, errored: AT_ONCE, failed: 0, skipped: 0, total: WORDS.length },
  });
  const results = await at.results(run.id);
  expect(results.map(({ index }: { index: number }) => index)).toEqual(WORDS.map((_word, index) => index));
  for (const { error } of await at.results(run.id, '&status=errored')) expect(error).toMatch(words);
  const records = (await at.models.records()).filter(({ commit }) => commit === run.commit);
  expect(records.length).toBeGreaterThanOrEqual(WORDS.length);
}

it('goes on in another hub when its own is killed, and asks nothing a second time', async () => {
  const { stalled, goOn } = stallAfterFive();
  const first = await ChildHub.start(settings());
  const { id } = await at.start();
  await stalled;
  await first.kill();
  goOn();
  const second = await ChildHub.start(settings());
  const run = await at.ended(id);
  await second.kill();
  await expectOnce(run, /^The hub that ran it stopped in its middle\. It is not asked a second time/);
}, 120_000);

it('is left to another hub at once by one that stops in order', async () => {
  const { stalled, goOn } = stallAfterFive();
  const first = await createHub(new HubConfig(settings()));
  await first.init();
  const { id } = await at.start();
  await stalled;
  await first.close();
  goOn();
  const second = await createHub(new HubConfig(settings()));
  await second.init();
  const run = await at.ended(id);
  await second.close();
  await expectOnce(run, /^The hub is stopping/);
}, 60_000);

it('is made once by two hubs that share the work', async () => {
  at.answer = () => 'fine';
  const hubs = [await createHub(new HubConfig(settings())), await createHub(new HubConfig(settings()))];
  for (const hub of hubs) await hub.init();
  const started = await Promise.all(Array.from({ length: 4 }, () => at.start()));
  for (const { id } of started) expect((await at.ended(id)).status).toBe('passed');
  for (const hub of hubs) await hub.close();
  expect(at.asked).toHaveLength(4 * WORDS.length);
}, 60_000);
