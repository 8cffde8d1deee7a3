import type { HubClient, ProjectClient } from '@prompthub/client';

export const PROJECT = 'acme/support';

/** The prompt as it is published first; each line is then changed by somebody. */
export const REPLY = `---
model: echo/echo
config:
  temperature: 0.7
input:
  schema:
    ticket: string
---
{{role "system"}}
You answer customers of a calendar app.
Be warm and personal.
{{role "user"}}
{{ticket}}
`;
export const TRIAGE = `---
model: echo/echo
input:
  schema:
    ticket: string
---
Which team should answer this?
{{ticket}}
`;

/** A project with a past: two people, two branches that were merged, one that was not, a tag, and something that runs. */
export async function makeHistory({
  owner,
  hub,
}: {
  owner: HubClient;
  hub: (token: string) => HubClient;
}): Promise<void> {
  await owner.organization('acme').createProject({ slug: 'support', name: 'Support' });
  const { url } = await owner.organization('acme').invite({ email: 'grace@example.com', role: 'editor' });
  const token = new URL(url).searchParams.get('token') ?? '';
  const accepted = await owner.acceptInvitation({
    token,
    name: 'Grace Hopper',
    password: 'a compiler of 1952',
  });
  const [mine, graces] = [owner, hub(accepted.access_token)].map((client) => client.project(PROJECT));
  if (!mine || !graces) throw new Error('no project');
  const first = await publish(mine, 'main', 'Answer and sort tickets', {
    'reply.prompt': REPLY,
    'triage.prompt': TRIAGE,
  });
  await mine.createTag({ name: 'v1.0', ref: first, message: 'As shown to the first customers' });
  await graces.createBranch({ name: 'sharper-tone', from: first });
  await change(graces, 'sharper-tone', 'Sharper tone', ['Be warm and personal.', 'Be short and clear.']);
  await change(mine, 'main', 'Answer cooler', ['temperature: 0.7', 'temperature: 0.2']);
  await change(graces, 'sharper-tone', 'Name the team', [
    'Be short and clear.',
    'Be short and clear.\nSign as the team.',
  ]);
  await mine.createBranch({ name: 'two-teams', from: 'main' });
  await publish(mine, 'two-teams', 'Sort into two teams', {
    'triage.prompt': TRIAGE.replace('Which team', 'Billing or support: which team'),
  });
  await mine.merge({ from: 'sharper-tone', into: 'main', message: 'Merge sharper-tone' });
  await mine.releases.deploy('staging', { ref: 'main', why: 'Try it', expected: null });
  await change(mine, 'main', 'Say which app it is', ['a calendar app', 'the calendar app Tempus']);
  await mine.merge({ from: 'two-teams', into: 'main', message: 'Merge two-teams' });
  await graces.createBranch({ name: 'emoji', from: first });
  await change(graces, 'emoji', 'Allow an emoji', [
    'Be warm and personal.',
    'Be warm and personal, with an emoji.',
  ]);
}

/** @returns the id of the new version */
export async function publish(
  project: ProjectClient,
  branch: string,
  message: string,
  files: Record<string, string>,
): Promise<string> {
  const { commit: parent } = await project.files({ ref: branch }).catch(() => ({ commit: undefined }));
  const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
  return (await project.createCommit({ branch, parent: parent ?? null, message, changes })).commit.id;
}

/** Replaces a text of `reply.prompt`. */
export async function change(
  project: ProjectClient,
  branch: string,
  message: string,
  [from, to]: [string, string],
): Promise<void> {
  const { content } = await project.file('reply.prompt', { ref: branch });
  await publish(project, branch, message, { 'reply.prompt': content.replace(from, to) });
}
