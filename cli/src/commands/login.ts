import { Command } from 'commander';
import type { HubClient } from '@prompthub/client';
import { note, printable, printJson } from '../terminal/output';
import { connect, DEFAULT_HUB, CLIENT_ID, openWorkingCopy } from '../hub/connect';
import { readDataText, STDIN } from '../files/read-source';
import { usageError } from '../command-error';
import { adoptClone } from '../hub/adopt-clone';
import { openBrowser } from '../hub/open-browser';

interface LoginOptions {
  readonly hub?: string;
  readonly tokenStdin?: boolean;
  readonly browser: boolean;
  readonly json?: boolean;
}

export function loginCommand(): Command {
  return new Command('login')
    .description('Sign in to a hub, in the browser or with a personal token.')
    .option('--hub <url>', 'the hub; default: that of prompthub.yaml, else http://localhost:4100')
    .option('--token-stdin', 'read a personal token (phub_…) from the standard input')
    .option('--no-browser', 'print the address instead of opening a browser')
    .option('--json', 'print who is signed in as JSON')
    .addHelpText(
      'after',
      `
The token is kept in a file that only you can read. In CI set PROMPTHUB_TOKEN and PROMPTHUB_HUB
instead of signing in.

Examples:
  $ prompthub login
  $ prompthub login --hub https://hub.example.com
  $ prompthub login --token-stdin < token.txt`,
    )
    .action(login);
}

async function login(options: LoginOptions): Promise<void> {
  const { findLink, signInWithBrowser } = await import('@prompthub/client/node');
  const { HubClient } = await import('@prompthub/client');
  const linked = options.hub ? undefined : (await findLink(process.cwd()))?.settings.hub;
  const address = options.hub ?? linked ?? process.env['PROMPTHUB_HUB'] ?? DEFAULT_HUB;
  const { hub, store } = await connect(address);
  const token = options.tokenStdin
    ? ({ kind: 'personal', token: await readToken() } as const)
    : toStored(
        await signInWithBrowser({ hub, clientId: CLIENT_ID, open: (url) => showPage(hub, url, options) }),
        CLIENT_ID,
      );
  const secret = token.kind === 'personal' ? token.token : token.accessToken;
  // Kept only after the hub has accepted it.
  const me = await new HubClient({ baseUrl: hub.baseUrl, token: () => Promise.resolve(secret) }).me();
  await store.set(hub.baseUrl, token);
  if (options.json) printJson({ hub: hub.baseUrl, id: me.id, email: me.email, name: me.name });
  else note(printable(`Signed in to ${hub.baseUrl} as ${me.name} (${me.email}).`));
  await adoptHere(hub.baseUrl);
}

/** Signing in is often the first thing that is done in a fresh clone. Whatever fails here, `status` says when it is asked. */
async function adoptHere(hub: string): Promise<void> {
  try {
    const { copy, hub: own } = await openWorkingCopy();
    if (own.baseUrl === hub) await adoptClone(copy, await copy.status());
  } catch {
    // Not linked, or no such project.
  }
}

function toStored(
  answer: { access_token: string; refresh_token: string; expires_in: number },
  clientId: string,
) {
  return {
    kind: 'oauth',
    clientId,
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: Date.now() + answer.expires_in * 1000,
  } as const;
}

async function readToken(): Promise<string> {
  const token = (await readDataText(STDIN)).trim();
  if (!/^[\x21-\x7e]+$/.test(token)) throw usageError('There is no token on the standard input.');
  return token;
}

/** Sends nobody to a page that is not there, to wait for minutes. */
async function showPage({ baseUrl }: HubClient, url: string, { browser }: LoginOptions): Promise<void> {
  const { HubClient } = await import('@prompthub/client');
  await new HubClient({ baseUrl }).live();
  note(`Sign in here:\n\n  ${url}\n`);
  if (browser) openBrowser(url);
}
