import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getDataSourceToken } from '@nestjs/typeorm';
import { type DataSource, IsNull, Not } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { SignInLinksService } from '../auth/sign-in-links.service';
import { UserEntity } from '../auth/user.entity';
import { ALL_SCOPES, type Actor } from '../common/actor';
import { ProblemError } from '../common/problem';
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

/**
 * While nobody has signed in yet: the owner, an organization and a sample project, each made when it is missing, so
 * that a start that was cut short is completed by the next. Later: nothing but a link, when one is asked for.
 */
export async function firstRun(
  app: NestFastifyApplication,
  settings: Pick<Settings, 'owner' | 'signInLink'>,
  sampleFolder: string,
): Promise<FirstRun> {
  const dataSource = app.get<DataSource>(getDataSourceToken(), { strict: false });
  const audit = app.get(AuditService, { strict: false });
  const { owner, unused } = await findOrCreateOwner(dataSource, audit, settings.owner);
  const warning = unused ? await completeSample(app, localActor(owner), sampleFolder) : undefined;
  const links = app.get(SignInLinksService, { strict: false });
  return {
    warning,
    signInLink: unused || settings.signInLink ? await links.create(owner.id) : undefined,
  };
}

/** The oldest account, made on an empty database. Two hubs that start at once agree by a lock. */
async function findOrCreateOwner(
  dataSource: DataSource,
  audit: AuditService,
  wanted: Settings['owner'],
): Promise<{ owner: UserEntity; unused: boolean }> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [FIRST_RUN_LOCK]);
    const [oldest] = await manager.find(UserEntity, { order: { id: 'ASC' }, take: 1 });
    if (oldest !== undefined) {
      const used = await manager.exists(UserEntity, {
        where: { lastSignInAt: Not(IsNull()) },
        withDeleted: true,
      });
      return { owner: oldest, unused: !used };
    }
    const email = wanted.email.toLowerCase();
    const owner = await manager.save(
      manager.create(UserEntity, { id: uuidV7(), email, name: wanted.name, lastSignInAt: null }),
    );
    await audit.record(manager, localActor(owner), { action: 'auth.account.created', target: email });
    return { owner, unused: true };
  });
}

function localActor({ id, email, name }: UserEntity): Actor {
  return {
    userId: id,
    name,
    email,
    via: 'session',
    scopes: ALL_SCOPES,
    requestId: 'first-run',
    ip: '127.0.0.1',
  };
}

async function completeSample(
  app: NestFastifyApplication,
  actor: Actor,
  folder: string,
): Promise<string | undefined> {
  const organizations = app.get(OrganizationsService, { strict: false });
  const projects = app.get(ProjectsService, { strict: false });
  await unlessThere(() => organizations.create(actor, { slug: SAMPLE.organization, name: 'Acme' }));
  await unlessThere(() =>
    projects.create(actor, SAMPLE.organization, {
      slug: SAMPLE.project,
      name: 'Support desk',
      description: 'A sample: the prompts of a support desk.',
    }),
  );
  const changes = await readFolder(folder);
  if (changes.length === 0) return 'There is no sample to fill the project with.';
  const publishing = app.get(PublishService, { strict: false });
  const first = { branch: 'main', parent: null, message: 'Start with the support desk sample', changes };
  try {
    await unlessThere(() => publishing.publish(actor, SAMPLE, first));
    return undefined;
  } catch (error) {
    return `The sample could not be published: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** A conflict says that it is there already. */
async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!(error instanceof ProblemError && error.status === 409)) throw error;
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
