import { randomBytes } from 'node:crypto';
import type { TestHub, TestRequest } from '../hub';
import type { Rule } from '../routes';

const EVERYONE = ['owner', 'admin', 'editor', 'viewer'] as const;
const WRITERS = ['owner', 'admin', 'editor'] as const;
const MANAGERS = ['owner', 'admin'] as const;
const PROJECT = '/api/v1/projects/{organization}/{project}';
const ENVIRONMENT = `${PROJECT}/environments/{environment}`;
const LABEL = `${PROJECT}/labels/{label}`;

const BRANCH = 'releases';
const path = 'hello.prompt';
const why = 'because';

/** What the routes of releases need; nothing here is protected. */
export const RELEASE_RULES: Record<string, Rule> = {
  [`get ${PROJECT}/environments`]: { roles: EVERYONE, scope: 'read' },
  [`post ${PROJECT}/environments`]: {
    roles: MANAGERS,
    scope: 'admin',
    get json() {
      return { name: fresh() };
    },
  },
  [`patch ${ENVIRONMENT}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { protected: true },
    parameters: newEnvironment,
  },
  [`delete ${ENVIRONMENT}`]: { roles: MANAGERS, scope: 'admin', parameters: newEnvironment },
  [`get ${ENVIRONMENT}/deployments`]: { roles: EVERYONE, scope: 'read', parameters: newEnvironment },
  [`post ${ENVIRONMENT}/deployments`]: {
    roles: WRITERS,
    scope: 'write',
    json: { ref: BRANCH, why },
    parameters: newEnvironment,
  },
  [`post ${ENVIRONMENT}/promotions`]: {
    roles: WRITERS,
    scope: 'write',
    json: { from: 'development', why },
    parameters: besideDeployed,
  },
  [`post ${ENVIRONMENT}/rollbacks`]: {
    roles: WRITERS,
    scope: 'write',
    json: { path, why },
    parameters: deployedTwice,
  },
  [`get ${PROJECT}/labels`]: { roles: EVERYONE, scope: 'read' },
  [`put ${LABEL}`]: {
    roles: WRITERS,
    scope: 'write',
    json: { path, ref: BRANCH },
    parameters: () => Promise.resolve({ label: fresh() }),
  },
  [`delete ${LABEL}`]: { roles: WRITERS, scope: 'write', query: `?path=${path}`, parameters: movedLabel },
  [`post ${LABEL}/undo`]: { roles: WRITERS, scope: 'write', json: { path }, parameters: movedLabel },
  [`get ${LABEL}/moves`]: {
    roles: EVERYONE,
    scope: 'read',
    query: `?path=${path}`,
    parameters: movedLabel,
  },
  [`get ${PROJECT}/prompt`]: {
    roles: EVERYONE,
    scope: 'read',
    query: `?path=${path}&environment=development`,
  },
  [`get ${PROJECT}/used-by`]: { roles: EVERYONE, scope: 'read', query: '?path=_style.prompt' },
};

/** Never like the id of a version. */
function fresh(): string {
  return `made-${randomBytes(6).toString('hex')}`;
}

/** As the owner, of the test project. */
async function asOwner(hub: TestHub, route: string, request: TestRequest = {}): Promise<unknown> {
  const root = `/api/v1/projects/${hub.organization.slug}/${hub.project.slug}`;
  const answer = await hub.request(`${root}/${route}`, { as: 'owner', ...request });
  return answer.body;
}

async function newEnvironment(hub: TestHub): Promise<Record<string, string>> {
  await versions(hub);
  const environment = fresh();
  await asOwner(hub, 'environments', { json: { name: environment } });
  return { environment };
}

async function besideDeployed(hub: TestHub): Promise<Record<string, string>> {
  const parameters = await newEnvironment(hub);
  await asOwner(hub, 'environments/development/deployments', { json: { ref: BRANCH, why } });
  return parameters;
}

async function deployedTwice(hub: TestHub): Promise<Record<string, string>> {
  const { environment = '' } = await newEnvironment(hub);
  for (const only of [{}, { path }])
    await asOwner(hub, `environments/${environment}/deployments`, { json: { ref: BRANCH, why, ...only } });
  return { environment };
}

async function movedLabel(hub: TestHub): Promise<Record<string, string>> {
  const label = fresh();
  for (const ref of await versions(hub))
    await asOwner(hub, `labels/${label}`, { method: 'PUT', json: { path, ref } });
  return { label };
}

/** The ids of the two versions of a branch of our own. */
async function versions(hub: TestHub): Promise<string[]> {
  const read = async () =>
    ((await asOwner(hub, `history?ref=${BRANCH}`)) as { items?: { id: string }[] }).items ?? [];
  const known = await read();
  let parent = known[0]?.id ?? null;
  for (let i = known.length; i < 2; i++) {
    const changes = [{ path, content: `Hello ${i}\n` }];
    const json = { branch: BRANCH, parent, message: 'hello', changes };
    parent = ((await asOwner(hub, 'commits', { json })) as { commit: { id: string } }).commit.id;
  }
  return (await read()).map(({ id }) => id).reverse();
}
