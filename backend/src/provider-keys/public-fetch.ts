import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, fetch as undiciFetch, type RequestInit as UndiciRequestInit } from 'undici';
import { isPrivateAddress } from './provider-address';

export interface PublicFetchOptions {
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** Addresses that are not connected to. Default: all that are not public. */
  readonly isRefused?: (address: string) => boolean;
}

export type Resolve = (
  name: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/**
 * A `fetch` that connects only to addresses that it has seen to be public itself, at each new connection: a name server
 * that answers otherwise the second time (DNS rebinding) gains nothing. Addresses written in a URL are not looked up
 * and were read by `readProviderAddress`. Connections are kept and shared by all calls.
 */
export function publicFetch(options: PublicFetchOptions = {}): typeof fetch {
  const dispatcher = new Agent({ connect: { lookup: checkedLookup(options) } });
  return async (input, init) => {
    if (input instanceof Request) throw new TypeError('publicFetch takes an address, not a Request.');
    // The types of Node's `fetch` and of the library it is made of differ in names only.
    const sent = { ...init, dispatcher } as UndiciRequestInit;
    return await undiciFetch(input, sent);
  };
}

/** Resolves a name for `net.connect`, or fails it: the address that was checked is the one connected to. */
export function checkedLookup({
  resolve = systemResolve,
  isRefused = isPrivateAddress,
}: PublicFetchOptions): LookupFunction {
  return (name, { all }, done) =>
    resolve(name, (error, addresses) => {
      const [first] = addresses;
      if (error !== null || first === undefined)
        return done(error ?? new Error(`no address for ${name}`), []);
      if (addresses.some(({ address }) => isRefused(address)))
        return done(new Error(`${name} leads into a private network`), []);
      if (all === true) return done(null, [...addresses]);
      return done(null, first.address, first.family);
    });
}

const systemResolve: Resolve = (name, done) => lookup(name, { all: true }, done);
