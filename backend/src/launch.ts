import { enableCompileCache } from 'node:module';
import { loadSettings, SettingsError, USAGE } from './config/settings';
import { DatabaseUnusableError } from './database/database-unusable-error';
import { LaunchError } from './launch/launch-error';

const STOP_MS = 30_000;

/** `node backend/dist/launch.js`, `prompthub serve`, and the last step of `npm start`. */
async function main(): Promise<void> {
  enableCompileCache();
  const settings = loadSettings(process.argv.slice(2), process.env);
  if (settings.command === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  if (settings.command === 'reset') {
    const { reset } = await import('./launch/reset.js');
    process.stdout.write(`${await reset(settings)}\n`);
    return;
  }
  const [{ serve }, { banner }] = await Promise.all([
    import('./launch/serve.js'),
    import('./launch/banner.js'),
  ]);
  const asked = stopSignal();
  const starting = serve(settings);
  void asked.then(() => giveUpWaiting());
  const hub = await starting;
  process.stdout.write(`\n${await banner(hub, settings.dataDir)}\n`);
  const ended = hub.database.cluster?.ended.then(() => 'database' as const);
  const why = await Promise.race([asked, ...(ended === undefined ? [] : [ended])]);
  if (why === 'database') process.stderr.write('The embedded PostgreSQL ended unexpectedly. Stopping.\n');
  else process.stdout.write('Stopping …\n');
  await hub.stop();
  if (process.connected) process.disconnect();
  process.exitCode = why === 'database' ? 1 : 0;
}

/** Stopping is given time to do its work; what hangs even then is left behind, and the next start recovers it. */
function giveUpWaiting(): void {
  setTimeout(() => process.exit(1), STOP_MS).unref();
}

/**
 * Resolves at the first request to stop: a signal, or the end of the process that started us (its channel closes,
 * even by `kill -9`). Further ones are ignored, for stopping is under way.
 */
function stopSignal(): Promise<'signal'> {
  return new Promise((resolve) => {
    process.once('disconnect', () => resolve('signal'));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve('signal'));
  });
}

function explain(error: unknown): void {
  if (error instanceof SettingsError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  const expected = error instanceof LaunchError || error instanceof DatabaseUnusableError;
  process.stderr.write(expected ? `${error.message}\n` : `The hub could not start: ${describe(error)}\n`);
  process.exitCode = 1;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch(explain);
