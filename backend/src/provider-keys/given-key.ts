import type { SetProviderKey } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';
import { type AllowedHosts, readProviderAddress } from './provider-address';

/** Providers whose address is known; all others need a base URL. */
const WITH_ADDRESS = ['openai', 'anthropic'];
/** Names that never take a key. */
const WITHOUT_KEY = ['echo', 'vscode'];

/** @throws ProblemError 422 for a provider, key or address that cannot be kept. */
export function readGivenKey(
  provider: string,
  given: SetProviderKey,
  allowed: AllowedHosts,
): { key: string; baseUrl: string | undefined } {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(provider) || WITHOUT_KEY.includes(provider)) {
    throw new ProblemError(
      422,
      'bad-provider',
      `A key cannot be kept under the name "${provider}". Use lower-case letters, digits and hyphens.`,
    );
  }
  const key = given.key.trim();
  // Also what an HTTP header can carry.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ProblemError(
      422,
      'bad-key',
      'The key is empty, or has spaces or other characters that no key has.',
    );
  }
  if (given.baseUrl === undefined && !WITH_ADDRESS.includes(provider)) {
    throw new ProblemError(
      422,
      'base-url-required',
      `The address of "${provider}" is not known. Give its baseUrl.`,
    );
  }
  const address = given.baseUrl === undefined ? undefined : readProviderAddress(given.baseUrl, allowed);
  return { key, baseUrl: address?.href.replace(/\/+$/, '') };
}
