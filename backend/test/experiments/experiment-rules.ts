import { randomBytes } from 'node:crypto';
import type { TestHub, TestRequest, TestResponse } from '../hub';
import type { Rule } from '../routes';

const EVERYONE = ['owner', 'admin', 'editor', 'viewer'] as const;
const WRITERS = ['owner', 'admin', 'editor'] as const;
const PROJECT = '/api/v1/projects/{organization}/{project}';
const EXPERIMENT = `${PROJECT}/experiments/{experiment}`;

const BRANCH = 'experiments';
const path = 'hello.prompt';
const why = 'because';

const plan = {
  name: 'Shorter',
  environment: 'development',
  path,
  hypothesis: 'Shorter is better.',
  arms: [
    { name: 'control', weight: 500 },
    { name: 'short', ref: BRANCH, weight: 500 },
  ],
  metric: { name: 'solved', kind: 'binary', better: 'higher' },
};

/** What the routes of experiments need; nothing here is protected. */
export const EXPERIMENT_RULES: Record<string, Rule> = {
  [`get ${PROJECT}/experiments`]: { roles: EVERYONE, scope: 'read' },
  [`post ${PROJECT}/experiments`]: { roles: WRITERS, scope: 'write', json: plan, parameters: versions },
  [`get ${EXPERIMENT}`]: { roles: EVERYONE, scope: 'read', parameters: draft },
  [`patch ${EXPERIMENT}`]: { roles: WRITERS, scope: 'write', json: { traffic: 10 }, parameters: draft },
  [`delete ${EXPERIMENT}`]: { roles: WRITERS, scope: 'write', parameters: draft },
  [`post ${EXPERIMENT}/start`]: { roles: WRITERS, scope: 'write', parameters: draft },
  [`post ${EXPERIMENT}/stop`]: { roles: WRITERS, scope: 'write', json: { why }, parameters: started },
  [`post ${EXPERIMENT}/rollback`]: { roles: WRITERS, scope: 'write', json: { why }, parameters: started },
  [`post ${EXPERIMENT}/promote`]: {
    roles: WRITERS,
    scope: 'write',
    json: { arm: 'short', why },
    parameters: started,
  },
  [`get ${EXPERIMENT}/results`]: { roles: EVERYONE, scope: 'read', parameters: started },
  [`post ${PROJECT}/exposures`]: {
    roles: WRITERS,
    scope: 'execute',
    json: { exposures: [{ experiment: '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10', key: 'user' }] },
  },
  [`post ${PROJECT}/outcomes`]: {
    roles: WRITERS,
    scope: 'execute',
    json: { outcomes: [{ id: 'one', metric: 'solved', key: 'user', value: 1 }] },
    parameters: draft,
  },
};

/** As the owner, of the test project. */
async function asOwner(hub: TestHub, route: string, request: TestRequest = {}): Promise<TestResponse> {
  const root = `/api/v1/projects/${hub.organization.slug}/${hub.project.slug}`;
  return hub.request(`${root}/${route}`, { as: 'owner', ...request });
}

/** A branch with a version, and an environment of its own that runs another. */
async function versions(hub: TestHub): Promise<{ environment: string }> {
  const history = await asOwner(hub, `history?ref=${BRANCH}`);
  let parent = (history.body.items?.[0]?.id ?? null) as string | null;
  const commits: string[] = [];
  for (const content of ['Hello', randomBytes(6).toString('hex')]) {
    const json = {
      ...{ branch: BRANCH, parent, message: 'hello' },
      changes: [{ path, content: `${content} ${randomBytes(6).toString('hex')}\n` }],
    };
    parent = (await asOwner(hub, 'commits', { json })).body.commit.id as string;
    commits.push(parent);
  }
  const environment = `made-${randomBytes(6).toString('hex')}`;
  await asOwner(hub, 'environments', { json: { name: environment } });
  await asOwner(hub, `environments/${environment}/deployments`, { json: { ref: commits[0], why } });
  return { environment };
}

async function draft(hub: TestHub): Promise<Record<string, string>> {
  const { environment } = await versions(hub);
  const { body } = await asOwner(hub, 'experiments', { json: { ...plan, environment } });
  return { experiment: body.id as string };
}

async function started(hub: TestHub): Promise<Record<string, string>> {
  const parameters = await draft(hub);
  await asOwner(hub, `experiments/${parameters['experiment'] ?? ''}/start`, { method: 'POST' });
  return parameters;
}
