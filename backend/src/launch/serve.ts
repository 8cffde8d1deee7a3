import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HubConfig } from '../config/hub-config';
import type { Settings } from '../config/settings';
import { createHub } from '../main';
import { firstRun, type FirstRun, SAMPLE } from './first-run';
import { clusterFolder, REPOSITORY } from './folders';
import { embeddedDatabase, externalDatabase, type HubDatabase } from './hub-database';
import { readKeyFile } from './key-file';
import { LaunchError } from './launch-error';
import { ensureFree, ensureWritable, portError } from './preflight';
import { takeStartLock } from './start-lock';

export interface RunningHub {
  url: string;
  firstRun: FirstRun;
  database: HubDatabase;
  /** Milliseconds from a running PostgreSQL to the first answer. */
  readyMs: number;
  stop(): Promise<void>;
}

type Keys = Pick<HubConfig, 'encryptionKeys' | 'jwtKeys'>;

/** What must be undone, last first. */
type Cleanups = (() => Promise<void>)[];

/** Starts everything, in order; when a step fails, what was started before is stopped again. @throws LaunchError */
export async function serve(settings: Settings): Promise<RunningHub> {
  const cleanups: Cleanups = [];
  const stop = async (): Promise<void> => {
    for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) await cleanup();
  };
  try {
    return { ...(await startAll(settings, cleanups)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(settings: Settings, cleanups: Cleanups): Promise<Omit<RunningHub, 'stop'>> {
  const { database, keys } = await openDatabase(settings, cleanups);
  const began = performance.now();
  const app = await createHub(configOf(settings, database, keys));
  cleanups.push(() => app.close());
  await listen(app, settings);
  const readyMs = performance.now() - began;
  const sample = path.join(REPOSITORY, 'examples', SAMPLE.project);
  return {
    url: publicUrlOf(settings),
    firstRun: await firstRun(app, settings, sample),
    database,
    readyMs,
  };
}

async function openDatabase(
  settings: Settings,
  cleanups: Cleanups,
): Promise<{ database: HubDatabase; keys: Keys }> {
  const { databaseUrl, encryptionKeys, jwtKeys } = settings;
  if (databaseUrl !== undefined && encryptionKeys !== undefined && jwtKeys !== undefined) {
    await ensureFree(settings.host, settings.port);
    return { database: await externalDatabase(databaseUrl, settings), keys: { encryptionKeys, jwtKeys } };
  }
  await ensureWritable(settings.dataDir);
  const keyFile = await readKeyFile(settings.dataDir);
  const folder = clusterFolder(settings.dataDir, keyFile);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const lock = await takeStartLock(folder);
  cleanups.push(() => lock.release());
  await ensureFree(settings.host, settings.port);
  const database = await embeddedDatabase(folder, keyFile);
  cleanups.push(async () => database.cluster?.stop());
  return {
    database,
    keys: { encryptionKeys: encryptionKeys ?? keyFile.encryption, jwtKeys: jwtKeys ?? keyFile.jwt },
  };
}

function configOf(settings: Settings, database: HubDatabase, keys: Keys): HubConfig {
  return new HubConfig({
    host: settings.host,
    port: settings.port,
    publicUrl: publicUrlOf(settings),
    logLevel: settings.logLevel,
    trustProxy: settings.trustProxy,
    databaseUrl: database.url,
    databasePool: settings.databasePool,
    redisUrl: settings.redisUrl,
    oauthRedirectUris: settings.oauthRedirectUris,
    allowedProviderHosts: settings.allowedProviderHosts,
    testConcurrency: settings.testConcurrency,
    testRunDays: settings.testRunDays,
    observationDays: settings.observationDays,
    ...keys,
  });
}

function publicUrlOf(settings: Settings): string {
  const host = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(settings.host) ? 'localhost' : settings.host;
  return settings.publicUrl ?? `http://${host}:${settings.port}`;
}

async function listen(app: NestFastifyApplication, { port, host }: Settings): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    throw portError(host, port, error);
  }
}
