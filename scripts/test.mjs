/**
 * `npm test`: every suite that this machine can run, then one closing line over all of them.
 *
 *   npm test                          what a change needs; a skipped suite says why
 *   npm test -- --only jest,e2e       some suites (build lint format jest vscode e2e)
 *   npm run test:full                 the exhaustive variants as well
 *   CI=true or --require-all          a suite that cannot run is a failure, not a skip
 *
 * Starts on Node 20 with nothing installed; goes on in the repository's own Node.
 */
import { continueOnOwnNode, ensureInstalled } from './lib/bootstrap.mjs';

ensureInstalled();
continueOnOwnNode();

const { runSuites } = await import('./suites/run-suites.mjs');
const flags = process.argv.slice(2);
const only = flags.includes('--only') ? flags[flags.indexOf('--only') + 1]?.split(',') : undefined;

process.exit(
  await runSuites({
    only,
    full: flags.includes('--full'),
    requireAll: flags.includes('--require-all') || process.env.CI === 'true',
  }),
);
