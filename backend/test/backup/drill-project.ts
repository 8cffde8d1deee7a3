import { hashPassword } from '../../src/auth/passwords/password-hash';
import { type GitFolder, remoteUrl } from '../git-remote/git-client';
import type { TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { newProject, RegistryClient } from '../registry/registry-client';
import { ReleaseTester } from '../releases/release-client';

export const PASSWORD = 'a long enough password';
const VERSIONS = 60;

export const promptOf = (text: string) => `---\nmodel: echo/echo\n---\n{{> style}}\n${text} {{name}}\n`;

/** Everything that a hub keeps, made over the API and by `git push` into the folder `mine`. */
export async function fillHub(hub: TestHub, folder: GitFolder, token: string): Promise<void> {
  const tester = new ReleaseTester(new RegistryClient(hub));
  const ids: string[] = [];
  for (let at = 0; at < VERSIONS; at++) {
    const files = { 'hello.prompt': promptOf(`Hi ${at}`), [`notes/ünï-${at % 7}.md`]: `note ${at}\n` };
    ids.push(await tester.publish(at === 0 ? { ...files, '_style.prompt': 'Kindly.' } : files));
  }
  await branchesAndTags(tester, ids);
  await pushed(hub, folder, token);
  await releases(tester, ids);
  await accounts(hub);
  await (await newProject(hub, 'second')).publish({ 'a.prompt': promptOf('A').replace('{{> style}}\n', '') });
}

async function branchesAndTags({ registry, as }: ReleaseTester, ids: readonly string[]): Promise<void> {
  const asked: [string, string, unknown][] = [
    ['POST', 'branches', { name: 'side', from: ids[20] }],
    ['POST', 'tags', { name: 'v1', ref: ids[30], message: 'First' }],
  ];
  for (const [method, route, json] of asked) await expectDone(registry.request(route, { method, as, json }));
  await registry.publish({ 'side.md': 'side\n' }, { parent: ids[20], branch: 'side' });
  await expectDone(registry.request('merges', { as, json: { from: 'side' } }));
  await expectDone(
    registry.request('branches/side', { method: 'PATCH', as: 'owner', json: { protected: true } }),
  );
}

async function pushed(hub: TestHub, folder: GitFolder, token: string): Promise<void> {
  const url = remoteUrl(hub, hub.project.slug, token);
  await folder.git('.', 'clone', '--quiet', url, 'mine');
  await folder.commit('mine', { 'docs/pushed.md': 'pushed\n', 'picture.bin': Buffer.from([0, 255, 1]) });
  await folder.git('mine', 'push', '--quiet', url, 'main');
}

async function releases(tester: ReleaseTester, ids: readonly string[]): Promise<void> {
  for (const ref of [ids[10], ids[40], 'main']) await expectDone(tester.deploy('production', { ref }));
  await expectDone(tester.deploy('staging', { ref: ids[50], path: 'hello.prompt' }));
  await expectDone(tester.rollBack('production'));
  for (const ref of [ids[5], ids[6]])
    await expectDone(tester.label('stable', { path: 'hello.prompt', ref, why: 'tried' }));
}

async function accounts(hub: TestHub): Promise<void> {
  const json = { email: 'invited@example.com', role: 'viewer' };
  await expectDone(hub.request('/api/v1/organizations/acme/invitations', { as: 'owner', json }));
  await expectDone(
    hub.request('/api/v1/organizations/acme/provider-keys/openai', {
      method: 'PUT',
      as: 'owner',
      json: { key: 'sk-test-0123456789' },
    }),
  );
  const execute = { as: 'editor', json: { path: 'hello.prompt', variables: { name: 'Ada' } } } as const;
  await expectDone(hub.request(`/api/v1/projects/acme/${hub.project.slug}/execute`, execute));
  await ownerQuery(hub, 'UPDATE users SET password_hash = $1 WHERE email = $2', [
    await hashPassword(PASSWORD),
    'editor@example.com',
  ]);
}

async function expectDone(asked: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await asked;
  if (status >= 300) throw new Error(`${status}: ${text}`);
}
