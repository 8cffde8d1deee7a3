import { Command } from 'commander';
import { note, printJson } from '../terminal/output';
import { connect, DEFAULT_HUB } from '../hub/connect';

export function logoutCommand(): Command {
  return new Command('logout')
    .description('Sign out of a hub: end the session there and forget the token here.')
    .option('--hub <url>', 'the hub; default: that of prompthub.yaml, else http://localhost:4100')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `\nExamples:\n  $ prompthub logout\n  $ prompthub logout --hub https://hub.example.com`,
    )
    .action(logout);
}

async function logout(options: { hub?: string; json?: boolean }): Promise<void> {
  const { findLink } = await import('@prompthub/client/node');
  const linked = options.hub ? undefined : (await findLink(process.cwd()))?.settings.hub;
  const { hub, store } = await connect(options.hub ?? linked ?? process.env['PROMPTHUB_HUB'] ?? DEFAULT_HUB);
  const stored = await store.get(hub.baseUrl);
  // Forgotten first: whatever the hub says, this machine holds it no longer.
  await store.set(hub.baseUrl, undefined);
  if (stored?.kind === 'oauth') await hub.oauth.revoke(stored.refreshToken);
  if (options.json) printJson({ hub: hub.baseUrl, signedOut: stored !== undefined });
  else note(stored ? `Signed out of ${hub.baseUrl}.` : `You were not signed in to ${hub.baseUrl}.`);
}
