import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { SignInLinksService } from '../auth/sign-in-links.service';
import { UserEntity } from '../auth/user.entity';
import { ALL_SCOPES, type Actor } from '../common/actor';
import { uuidV7 } from '../common/uuid';
import type { Settings } from '../config/settings';
import { OrganizationsService } from '../organizations/organizations.service';
import { ProjectsService } from '../projects/projects.service';
import { PublishService } from '../registry/publish.service';

export const SAMPLE = { organization: 'acme', project: 'support-desk' } as const;
/** Any fixed number: who holds it makes the first account. */
const FIRST_RUN_LOCK = 5_061_748_213;

export interface FirstRun {
  /** A one-time link, when one is called for. */
  signInLink: string | undefined;
  /** What could not be put into the sample project, in a line. */
  warning: string | undefined;
}

/** On an empty database: the owner, an organization and a sample project. Later: nothing but, if need be, a link. */
export async function firstRun(
  app: NestFastifyApplication,
  settings: Pick<Settings, 'owner' | 'signInLink'>,
  sampleFolder: string,
): Promise<FirstRun> {
  const dataSource = app.get<DataSource>(getDataSourceToken(), { strict: false });
  const created = await createOwner(dataSource, app.get(AuditService, { strict: false }), settings.owner);
  const warning = created === undefined ? undefined : await createSample(app, created, sampleFolder);
  const owner = await ownerWhoNeedsLink(dataSource, settings);
  const links = app.get(SignInLinksService, { strict: false });
  return { warning, signInLink: owner === undefined ? undefined : await links.create(owner) };
}

/** Undefined when there is an account already. Two hubs that start at once agree by a lock. */
async function createOwner(
  dataSource: DataSource,
  audit: AuditService,
  owner: Settings['owner'],
): Promise<Actor | undefined> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [FIRST_RUN_LOCK]);
    if (await manager.exists(UserEntity, { withDeleted: true })) return undefined;
    const id = uuidV7();
    await manager.insert(UserEntity, { id, email: owner.email.toLowerCase(), name: owner.name });
    const actor = localActor({ id, ...owner });
    await audit.record(manager, actor, { action: 'auth.account.created', target: owner.email });
    return actor;
  });
}

function localActor(user: { id: string; email: string; name: string }): Actor {
  return {
    userId: user.id,
    name: user.name,
    email: user.email,
    via: 'session',
    scopes: ALL_SCOPES,
    requestId: 'first-run',
    ip: '127.0.0.1',
  };
}

async function createSample(
  app: NestFastifyApplication,
  actor: Actor,
  folder: string,
): Promise<string | undefined> {
  const organizations = app.get(OrganizationsService, { strict: false });
  const projects = app.get(ProjectsService, { strict: false });
  await organizations.create(actor, { slug: SAMPLE.organization, name: 'Acme' });
  await projects.create(actor, SAMPLE.organization, {
    slug: SAMPLE.project,
    name: 'Support desk',
    description: 'A sample: the prompts of a support desk.',
  });
  const changes = await readFolder(folder);
  if (changes.length === 0) return 'There is no sample to fill the project with.';
  try {
    await app.get(PublishService, { strict: false }).publish(actor, SAMPLE, {
      branch: 'main',
      parent: null,
      message: 'Start with the support desk sample',
      changes,
    });
    return undefined;
  } catch (error) {
    return `The sample could not be published: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Every file under `folder`, as UTF-8 text, by its path in the project. Hidden files and the link file stay out. */
async function readFolder(folder: string): Promise<{ path: string; content: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => isPart(path.relative(folder, file)))
    .sort();
  return Promise.all(
    files.map(async (file) => ({
      path: path.relative(folder, file).split(path.sep).join('/'),
      content: await readFile(file, 'utf8'),
    })),
  );
}

function isPart(file: string): boolean {
  return (
    file !== 'prompthub.yaml' &&
    !file.split(path.sep).some((part) => part.startsWith('.') || part === 'node_modules')
  );
}

/** The oldest account, while nobody at all has signed in, or whenever a link was asked for. */
async function ownerWhoNeedsLink(
  dataSource: DataSource,
  { signInLink }: { signInLink: boolean },
): Promise<string | undefined> {
  const [row] = await dataSource.query<({ id: string; fresh: boolean } | undefined)[]>(
    `SELECT u.id, NOT EXISTS (SELECT FROM users WHERE last_sign_in_at IS NOT NULL) AS fresh
     FROM users u WHERE u.deleted_at IS NULL ORDER BY u.id LIMIT 1`,
  );
  return row !== undefined && (row.fresh || signInLink) ? row.id : undefined;
}
