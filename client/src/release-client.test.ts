import { HubError, type ReleaseClient } from './index';
import { startOneAnswerHub, type OneAnswerHub } from './testing/one-answer-hub';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const commit = 'a'.repeat(40);
const circumstances = { why: 'it is shorter', by: { id, name: 'Ada' }, at: '2026-01-01T00:00:00.000Z' };
const environment = {
  name: 'staging',
  protected: false,
  project: { commit, behind: 3, ...circumstances },
  prompts: [],
};
const deployment = { id, environment: 'staging', kind: 'deployed', to: commit, ...circumstances };
const label = { path: 'a.prompt', label: 'stable', commit, ...circumstances };
const labelMove = { id, label: 'stable', path: 'a.prompt', kind: 'moved', to: commit, ...circumstances };
const usedBy = { path: '_a.prompt', commit, items: [{ path: 'b.prompt', direct: true }] };

let server: OneAnswerHub;
afterEach(() => server.close());

async function releases(answer: unknown, status = 200): Promise<ReleaseClient> {
  server = await startOneAnswerHub(answer, status);
  return server.hub.project('acme/desk').releases;
}

const ROOT = '/api/v1/projects/acme/desk';
const why = 'it is shorter';
type Case = [string, unknown, (client: ReleaseClient) => Promise<unknown>, [string, string, unknown?]];

it.each<Case>([
  [
    'environments',
    { items: [environment] },
    (one) => one.environments({ path: 'a b' }),
    ['GET', '/environments?path=a+b'],
  ],
  [
    'a new environment',
    environment,
    (one) => one.createEnvironment({ name: 'staging', after: 'development' }),
    ['POST', '/environments', { name: 'staging', after: 'development' }],
  ],
  [
    'protection',
    environment,
    (one) => one.updateEnvironment('staging', { protected: false }),
    ['PATCH', '/environments/staging', { protected: false }],
  ],
  ['no environment', undefined, (one) => one.deleteEnvironment('a/b'), ['DELETE', '/environments/a%2Fb']],
  [
    'history',
    { items: [deployment], nextCursor: 'x' },
    (one) => one.deployments('staging', { path: 'a', limit: 5 }),
    ['GET', '/environments/staging/deployments?path=a&limit=5'],
  ],
  [
    'a deployment',
    deployment,
    (one) => one.deploy('staging', { ref: 'main', why, expected: null }),
    ['POST', '/environments/staging/deployments', { ref: 'main', why, expected: null }],
  ],
  [
    'a promotion',
    deployment,
    (one) => one.promote('staging', { from: 'development', why }),
    ['POST', '/environments/staging/promotions', { from: 'development', why }],
  ],
  [
    'a roll-back',
    deployment,
    (one) => one.rollBack('staging', { path: 'a', why }),
    ['POST', '/environments/staging/rollbacks', { path: 'a', why }],
  ],
  ['labels', { items: [label] }, (one) => one.labels({ path: 'a' }), ['GET', '/labels?path=a']],
  [
    'a moved label',
    labelMove,
    (one) => one.moveLabel('stable', { path: 'a', ref: 'main' }),
    ['PUT', '/labels/stable', { path: 'a', ref: 'main' }],
  ],
  [
    'a label put back',
    labelMove,
    (one) => one.undoLabel('stable', { path: 'a' }),
    ['POST', '/labels/stable/undo', { path: 'a' }],
  ],
  [
    'no label',
    undefined,
    (one) => one.deleteLabel('stable', { path: 'a', expected: commit }),
    ['DELETE', `/labels/stable?path=a&expected=${commit}`],
  ],
  [
    'moves of a label',
    { items: [labelMove] },
    (one) => one.labelMoves('stable', { path: 'a', cursor: 'x' }),
    ['GET', '/labels/stable/moves?path=a&cursor=x'],
  ],
  [
    'users',
    usedBy,
    (one) => one.usedBy('_a.prompt', { ref: 'main' }),
    ['GET', '/used-by?path=_a.prompt&ref=main'],
  ],
])('asks for and reads %s', async (_what, answer, ask, [method, url, body]) => {
  const result = await ask(await releases(answer));
  expect(server.seen).toEqual([[method, ROOT + url, body]]);
  expect(result).toEqual(method === 'GET' && url.startsWith('/environments?') ? [environment] : answer);
});

it('says what stands there when someone else was faster', async () => {
  const problem = { type: 'x', title: 'Conflict', status: 409, code: 'release-moved', current: commit };
  const client = await releases(problem, 409);
  const error: unknown = await client.rollBack('staging', { why }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HubError);
  expect((error as HubError).problem).toMatchObject({ code: 'release-moved', current: commit });
});
