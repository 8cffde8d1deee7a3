import type { ServerResponse } from 'node:http';
import { ownerQuery } from '../owner-query';
import { chunk, lastChunk, ModelHub, signalled, STREAM } from './model-hub';

let at: ModelHub;
beforeAll(async () => {
  at = await ModelHub.start();
});
afterEach(() => at.closeProviders());
afterAll(() => at?.close());

/** A model that thinks, and says one word of its answer. */
async function speaking(then: (response: ServerResponse) => void): Promise<{ spoken: Promise<void> }> {
  const spoken = signalled();
  await at.addProvider('openai', (_request, response) => {
    response.writeHead(200, STREAM).write(chunk('So'));
    spoken.done();
    then(response);
  });
  return { spoken: spoken.promise };
}

const hangs = (): void => undefined;

/** Of the last call: what was reserved for it is what it has cost. */
async function expectReserved(): Promise<void> {
  const record = await at.settledRecord();
  const attempts = await ownerQuery(
    at.hub,
    'SELECT reserved_nano, cost_nano, unpriced FROM execution_attempts WHERE execution_id = $1',
    [record.id],
  );
  expect(attempts).toEqual([
    { reserved_nano: String(Math.round(record.costUsd * 1e9)), cost_nano: null, unpriced: false },
  ]);
  // 16,384 tokens of an answer at eight dollars a million, of which one may have been read.
  expect(record.costUsd).toBeGreaterThan(0.131);
}

it('an answer that takes too long costs what was reserved', async () => {
  await speaking(hangs);
  const { body } = await at.execute({ model: 'openai/o3', timeoutMs: 1000 });
  expect(body.code).toMatch(/^provider-(?:timeout|aborted)$/);
  await expectReserved();
});

it.each([true, false])('so does one whose reader leaves (stream %s)', async (stream) => {
  const { spoken } = await speaking(hangs);
  const client = at.begin({ model: 'openai/o3', stream });
  await spoken;
  client.abort();
  await expectReserved();
});

it('so does one that is cut off', async () => {
  await speaking((response) => response.end());
  expect((await at.execute({ model: 'openai/o3' })).status).toBe(502);
  await expectReserved();
  expect(await at.lastRecord()).toMatchObject({ status: 'failed', outputTokens: 1 });
});

it('so does a whole one that does not say what it used', async () => {
  const end = lastChunk(1, 1).replace(/data: \{[^\n]*"usage"[^\n]*\n\n/, '');
  await speaking((response) => response.end(end));
  const { body } = await at.execute({ model: 'openai/o3' });
  expect(body).toMatchObject({ text: 'So', usage: { outputTokens: 1, estimated: true } });
  await expectReserved();
  expect(await at.lastRecord()).toMatchObject({ status: 'succeeded', costUsd: body.costUsd });
});
