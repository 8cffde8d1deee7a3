import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { Client } from 'pg';
import { createHub } from '../../src/main';
import { chunk, lastChunk, ModelHub, ROOT, signalled, STREAM } from './model-hub';

let at: ModelHub;
beforeAll(async () => {
  at = await ModelHub.start();
});
afterEach(() => at.closeProviders());
afterAll(() => at?.close());

/** A provider that begins to answer, and goes on when it is told to. */
async function halting(name: string) {
  const [asked, left] = [signalled(), signalled()];
  let response: ServerResponse | undefined;
  await at.addProvider(name, (_request, given) => {
    response = given.once('close', left.done).writeHead(200, STREAM);
    response.write(chunk('one '));
    asked.done();
  });
  const goOn = (): void => void response?.end(chunk('two') + lastChunk(1000, 100));
  return { asked: asked.promise, left: left.promise, goOn };
}

/** Ends the hub's connections and lets no new ones come about, or lets them again. */
async function setReachable(reachable: boolean): Promise<void> {
  const database = new URL(at.hub.ownerUrl).pathname.slice(1);
  const client = new Client({ connectionString: process.env['PROMPTHUB_TEST_POSTGRES'] });
  await client.connect();
  await client.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS ${String(reachable)}`);
  if (!reachable)
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
      database,
    ]);
  await client.end();
}

describe('a database that goes away in the middle of a call', () => {
  it('does not take the answer away, and is told what it cost when it is back', async () => {
    const provider = await halting('openai');
    const pending = at.execute({});
    await provider.asked;
    await setReachable(false);
    provider.goOn();
    const { status, body } = await pending;
    const refused = await at.execute({});
    await setReachable(true);
    expect([status, body.text]).toEqual([200, 'one two']);
    expect(refused.status).toBeGreaterThanOrEqual(500);
    expect(await at.settledRecord()).toMatchObject({
      ...{ id: body.id, status: 'succeeded', costUsd: body.costUsd, outputTokens: 100 },
    });
  });
});

describe('a reader that does not read', () => {
  it('slows the provider down, and gets every piece once it reads', async () => {
    const PIECES = 230;
    const piece = 'x'.repeat(64 * 1024);
    let written = 0;
    const stalled = signalled();
    const answer = async (response: ServerResponse): Promise<void> => {
      response.writeHead(200, STREAM);
      for (let number = 0; number < PIECES && !response.destroyed; number++) {
        written = number;
        if (response.write(chunk(piece))) continue;
        const patience = setTimeout(stalled.done, 1000);
        await once(response, 'drain').catch(() => undefined);
        clearTimeout(patience);
      }
      stalled.done();
      response.end(lastChunk(10, 10));
    };
    await at.addProvider('fast', (_request, response) => void answer(response));
    const asking = request(`${at.hub.url}${ROOT}/execute`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${at.hub.users.editor.token}`,
        'content-type': 'application/json',
      },
    });
    asking.end(JSON.stringify({ path: 'reply.prompt', model: 'fast/m', stream: true }));
    const [reply] = (await once(asking, 'response')) as [IncomingMessage];
    await stalled.promise;
    // What the kernel holds on the two ways is some megabytes; all that the provider has is fifteen.
    expect(written).toBeLessThan(PIECES - 1);
    const read: Buffer[] = [];
    for await (const data of reply) read.push(data as Buffer);
    const text = Buffer.concat(read).toString();
    expect(text.split('event: text\n').length - 1).toBe(PIECES);
    expect(text).toContain('event: done\n');
  });
});

describe('a hub that stops', () => {
  it('lets calls end for a moment, ends the others, and settles all of them', async () => {
    const stopping = await createHub(at.hub.config);
    await stopping.listen(0, '127.0.0.1');
    const origin = await stopping.getUrl();
    const [ending, hanging] = [await halting('ending'), await halting('hanging')];
    const ends = at.execute({ model: 'ending/m' }, { origin });
    const hangs = at.execute({ model: 'hanging/m' }, { origin });
    await Promise.all([ending.asked, hanging.asked]);
    const stopped = stopping.close();
    const late = await at.execute({ model: 'echo/x' }, { origin });
    expect(late.body).toMatchObject({ status: 503, code: 'hub-stopping' });
    ending.goOn();
    expect((await ends).body).toMatchObject({ text: 'one two' });
    expect((await hangs).body).toMatchObject({ status: 503, code: 'hub-stopping' });
    await Promise.all([stopped, hanging.left]);
    const found = (await at.records()).map(({ model, status, errorCode }) => [model, status, errorCode]);
    expect(found).toContainEqual(['ending/m', 'succeeded', undefined]);
    expect(found).toContainEqual(['hanging/m', 'failed', 'hub-stopping']);
  });
});
