import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { newProject } from '../registry/registry-client';
import { ReleaseTester } from '../releases/release-client';
import { SearchClient } from './search-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

const lists = () =>
  ownerQuery<{ name: string; recent: boolean }>(
    hub,
    `SELECT name, used_at > now() - interval '1 hour' AS recent FROM prompt_views ORDER BY name`,
  );

it('the list of a branch that nobody asks for is thrown away, and made anew for who asks', async () => {
  const tester = new ReleaseTester(await newProject(hub, 'resting'), 'owner');
  const search = new SearchClient(hub, 'projects/acme/resting');
  await tester.publish({ 'a.prompt': 'one' });
  for (const name of ['asked', 'left']) {
    await tester.send('POST', 'branches', { name, from: 'main' });
    await search.names({ branch: name });
  }
  for (const environment of [undefined, 'production']) await search.names({ environment });
  const all = ['asked', 'left', 'main', 'production'];
  expect(await lists()).toEqual(all.map((name) => ({ name, recent: true })));

  await ownerQuery(hub, `UPDATE prompt_views SET used_at = now() - interval '2 days'`);
  expect(await search.names({ branch: 'asked' })).toEqual(['a']);
  expect(await lists()).toEqual(all.map((name) => ({ name, recent: name === 'asked' })));

  await ownerQuery(hub, `UPDATE prompt_views SET used_at = now() - interval '4 days' WHERE name <> 'asked'`);
  // Making another one makes room.
  await tester.send('POST', 'branches', { name: 'new', from: 'main' });
  await search.names({ branch: 'new' });
  expect((await lists()).map(({ name }) => name)).toEqual(['asked', 'main', 'new', 'production']);
  expect(await search.names({ branch: 'left' })).toEqual(['a']);
});
