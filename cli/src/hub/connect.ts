import type { HubClient } from '@prompthub/client';
import type { Link, TokenStore, WorkingCopy } from '@prompthub/client/node';
import { usageError } from '../command-error';

/** The name under which the hub lists this program's sessions. */
export const CLIENT_ID = 'prompthub-cli';
export const DEFAULT_HUB = 'http://localhost:4100';

export interface Connection {
  readonly hub: HubClient;
  readonly store: TokenStore;
}

/** A client for a hub with the stored token, or the one in PROMPTHUB_TOKEN when that is for this hub. */
export async function connect(address: string): Promise<Connection> {
  const { TokenStore, tokenSource } = await import('@prompthub/client/node');
  const store = new TokenStore();
  // The store's key is the address without a slash at its end, as the client itself writes it.
  const baseUrl = await normalized(address);
  const token = tokenSource({ store, hub: baseUrl, override: await tokenOfEnvironment(baseUrl) });
  const { HubClient } = await import('@prompthub/client');
  return { hub: new HubClient({ baseUrl, token, timeoutMs: timeoutMs() }), store };
}

/**
 * A token belongs to one hub. Which one must come from the same place, not from a link file: that may be anybody's.
 * @throws CommandError (usage) when PROMPTHUB_TOKEN is set without PROMPTHUB_HUB
 */
async function tokenOfEnvironment(baseUrl: string): Promise<string | undefined> {
  const { PROMPTHUB_TOKEN, PROMPTHUB_HUB } = process.env;
  if (!PROMPTHUB_TOKEN) return undefined;
  if (!PROMPTHUB_HUB) throw usageError('PROMPTHUB_TOKEN is set: say in PROMPTHUB_HUB which hub it is for.');
  return (await normalized(PROMPTHUB_HUB)) === baseUrl ? PROMPTHUB_TOKEN : undefined;
}

/** @throws CommandError (usage) for what is no address of a hub */
async function normalized(address: string): Promise<string> {
  const { HubClient } = await import('@prompthub/client');
  try {
    return new HubClient({ baseUrl: address }).baseUrl;
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : 'The address of the hub is not valid.');
  }
}

/** The link of the folder that we stand in. @throws CommandError (usage) when there is none */
export async function requireLink(): Promise<Link> {
  const { findLink } = await import('@prompthub/client/node');
  const link = await findLink(process.cwd());
  if (link) return link;
  throw usageError('This folder is not linked to a hub: there is no prompthub.yaml here or above.');
}

/** The working copy around the folder that we stand in. */
export async function openWorkingCopy(): Promise<{ copy: WorkingCopy; link: Link; hub: HubClient }> {
  const { WorkingCopy } = await import('@prompthub/client/node');
  const link = await requireLink();
  const address = link.settings.hub ?? process.env['PROMPTHUB_HUB'];
  if (!address) throw usageError(`${link.file} names no hub. Add \`hub: http://…\`, or set PROMPTHUB_HUB.`);
  const { hub } = await connect(address);
  return { copy: new WorkingCopy(link, hub), link, hub };
}

function timeoutMs(): number | undefined {
  const seconds = Number(process.env['PROMPTHUB_TIMEOUT']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
