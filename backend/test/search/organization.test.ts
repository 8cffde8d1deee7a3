import type { PromptSummary } from '@prompthub/protocol';
import fc from 'fast-check';
import { startHub, type TestHub, type TestRole } from '../hub';
import { ownerQuery } from '../owner-query';
import { newProject, RegistryClient } from '../registry/registry-client';
import { ReleaseTester } from '../releases/release-client';
import { prompt, SearchClient } from './search-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

const idsOf = (items: readonly PromptSummary[]) => items.map(({ project, name }) => `${project}:${name}`);

it('lists what all projects of an organization have, by project and name, page by page', async () => {
  for (const slug of ['b-two', 'a-one', 'c-none'])
    await (await newProject(hub, slug)).publish({ 'x.prompt': slug, 'a/y.prompt': 'tern' });
  const releases = new ReleaseTester(new RegistryClient(hub, 'editor', 'acme/a-one'));
  await releases.deploy('production', { ref: 'main' });
  const everywhere = new SearchClient(hub, 'organizations/acme');
  const expected = ['a-one', 'b-two', 'c-none'].flatMap((slug) => [`${slug}:a/y`, `${slug}:x`]);
  for (const sizes of [[1], [2, 3], [200]]) expect(idsOf(await everywhere.all({}, sizes))).toEqual(expected);
  const tern = expected.filter((id) => id.endsWith('y'));
  for (const sizes of [[1], [2], [200]]) {
    expect(idsOf(await everywhere.all({ q: 'tern' }, sizes))).toEqual(tern);
    expect(idsOf(await everywhere.all({ sort: 'updated' }, sizes)).toSorted()).toEqual(expected);
  }
  expect(idsOf(await everywhere.all({ environment: 'production' }))).toEqual(['a-one:a/y', 'a-one:x']);
  expect(await everywhere.all({ environment: 'nowhere' })).toEqual([]);
});

describe('whoever looks', () => {
  const user = fc.constantFrom<TestRole>('owner', 'editor', 'viewer', 'stranger');
  const world = fc.record({
    /** Which of the organizations each of the others is a member of besides their own, and who was taken out. */
    members: fc.array(fc.record({ user, organization: fc.nat(2), gone: fc.boolean() }), { maxLength: 6 }),
    deletedProjects: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
    deletedOrganization: fc.option(fc.nat(2), { nil: undefined, freq: 3 }),
    looks: fc.array(
      fc.record({ user, organization: fc.nat(2), q: fc.constantFrom(undefined, 'secret', 'p') }),
      { minLength: 4, maxLength: 8 },
    ),
  });

  it('never sees a row of a project that they may not read, and all of those that they may', async () => {
    const organizations = await Promise.all([0, 1, 2].map((at) => newOrganization(`org-${at}`)));
    const places = organizations.flatMap(({ slug }) => [`${slug}/first`, `${slug}/second`]);
    // Published by somebody who is a member for the time being.
    for (const { id } of organizations) await join(id, 'editor', false);
    for (const place of places)
      await new RegistryClient(hub, 'editor', place).publish({
        'p.prompt': prompt({ text: `secret of ${place}`, tags: ['t'] }),
      });
    await fc.assert(
      fc.asyncProperty(world, async ({ members, deletedProjects, deletedOrganization, looks }) => {
        await ownerQuery(hub, 'DELETE FROM memberships WHERE organization_id = ANY ($1)', [
          organizations.map(({ id }) => id),
        ]);
        const allowed = new Set<string>();
        for (const { user: who, organization: at, gone } of members) {
          await join(organizations[at]?.id ?? '', who, gone);
          if (gone) allowed.delete(`${at} ${who}`);
          else allowed.add(`${at} ${who}`);
        }
        await erase(
          'projects',
          places.map((place) => `${place}`),
          deletedProjects.map((at) => places[at] ?? ''),
        );
        await erase(
          'organizations',
          organizations.map(({ slug }) => slug),
          [`org-${deletedOrganization}`],
        );
        for (const { user: who, organization: at, q } of looks) {
          const slug = `org-${at}`;
          const mine = allowed.has(`${at} ${who}`) && at !== deletedOrganization;
          const answer = await new SearchClient(hub, `organizations/${slug}`, who).ask({ q, limit: '1' });
          expect(answer.status).toBe(mine ? 200 : 404);
          const there = places.filter(
            (place, index) => place.startsWith(slug) && !deletedProjects.includes(index),
          );
          if (mine)
            expect(
              idsOf(await new SearchClient(hub, `organizations/${slug}`, who).all({ q, tag: 't' }, [1])),
            ).toEqual(there.map((place) => `${place.split('/')[1]}:p`));
          for (const place of places.filter((one) => one.startsWith(slug))) {
            const { status } = await new SearchClient(hub, `projects/${place}`, who).ask({ q });
            expect(status).toBe(mine && there.includes(place) ? 200 : 404);
          }
        }
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 300 : 15 },
    );
  }, 600_000);
});

async function newOrganization(slug: string): Promise<{ id: string; slug: string }> {
  const [row] = await hub.dataSource.query<{ id: string }[]>(
    'INSERT INTO organizations (id, slug, name) VALUES (gen_random_uuid(), $1, $1) RETURNING id',
    [slug],
  );
  for (const project of ['first', 'second'])
    await hub.dataSource.query(
      'INSERT INTO projects (id, organization_id, slug, name) VALUES (gen_random_uuid(), $1, $2, $2)',
      [row?.id, project],
    );
  return { id: row?.id ?? '', slug };
}

/** The last word about somebody counts. */
async function join(organization: string, who: TestRole, gone: boolean): Promise<void> {
  const user = hub.users[who].id;
  await ownerQuery(hub, 'DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2', [
    organization,
    user,
  ]);
  await ownerQuery(
    hub,
    `INSERT INTO memberships (id, organization_id, user_id, role, deleted_at)
     VALUES (gen_random_uuid(), $1, $2, 'editor', CASE WHEN $3 THEN now() END)`,
    [organization, user, gone],
  );
}

/** Deletes these, and brings back the others. Projects are named with their organization. */
async function erase(
  table: 'projects' | 'organizations',
  all: readonly string[],
  gone: readonly string[],
): Promise<void> {
  const name =
    table === 'projects'
      ? `(SELECT slug FROM organizations WHERE id = organization_id) || '/' || slug`
      : 'slug';
  await ownerQuery(
    hub,
    `UPDATE ${table} SET deleted_at = CASE WHEN ${name} = ANY ($2) THEN now() END WHERE ${name} = ANY ($1)`,
    [all, gone],
  );
}
