import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { leanFetch, ProviderError } from '@prompthub/engine';
import { Agent } from 'undici';
import { isPrivateAddress } from './provider-address';

export interface PublicFetchOptions {
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** Addresses that are not connected to. Default: all that are not public. */
  readonly isRefused?: (address: string) => boolean;
}

export type Resolve = (
  name: string,
  /** With an error, Node hands on no addresses, whatever its types say. */
  done: (error: Error | null, addresses?: readonly LookupAddress[]) => void,
) => void;

/**
 * A `fetch` that connects only to addresses that it has seen to be public itself, at each new connection: a name server
 * that answers otherwise the second time (DNS rebinding) gains nothing. It follows no redirect and, whatever the
 * environment says, uses no proxy, which would look names up itself. Connections are kept and shared by all calls.
 */
export function publicFetch(options: PublicFetchOptions = {}): typeof fetch {
  const { isRefused = isPrivateAddress } = options;
  const send = leanFetch(new Agent({ connect: { lookup: checkedLookup(options) } }));
  return async (input, init) => {
    if (input instanceof Request) throw new TypeError('publicFetch takes an address, not a Request.');
    // An address that is written in a URL is not looked up.
    const { hostname } = new URL(input);
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && isRefused(literal)) throw privateNetwork(hostname);
    return send(input, init);
  };
}

/** Resolves a name for `net.connect`, or fails it: the address that was checked is the one connected to. */
export function checkedLookup({
  resolve = systemResolve,
  isRefused = isPrivateAddress,
}: PublicFetchOptions): LookupFunction {
  return (name, { all }, done) =>
    resolve(name, (error, addresses = []) => {
      const [first] = addresses;
      if (error !== null || first === undefined)
        return done(error ?? new Error(`no address for ${name}`), []);
      if (addresses.some(({ address }) => isRefused(address))) return done(privateNetwork(name), []);
      if (all === true) return done(null, [...addresses]);
      return done(null, first.address, first.family);
    });
}

/** Final, and nothing was sent: there is nothing to try again, and nothing to pay. */
const privateNetwork = (host: string) =>
  new ProviderError(
    'refused',
    `The hub does not call ${host}: it leads into a private network. The operator can allow a host in PROMPTHUB_ALLOWED_PROVIDER_HOSTS.`,
    { unreached: true },
  );

const systemResolve: Resolve = (name, done) => lookup(name, { all: true }, done);
