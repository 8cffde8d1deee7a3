import { BlockList, isIP } from 'node:net';
import { ProblemError } from '../common/problem';

/** Hosts (`name` or `name:port`) that the operator allows although they are loopback, private or without TLS. */
export type AllowedHosts = readonly string[];

/**
 * Reads the base URL of a provider. The hub sits where its users do not, so that an address which they choose may lead
 * it only to public hosts over https, unless the operator allows the host by name.
 * @throws ProblemError 422 `address-not-allowed`.
 */
export function readProviderAddress(baseUrl: string, allowed: AllowedHosts): URL {
  const url = parse(baseUrl.trim());
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw refused('it is not an https address');
  if (url.username || url.password || url.search || url.hash) {
    throw refused('it must have no user, password, query or fragment');
  }
  if (isAllowed(url, allowed)) return url;
  if (url.protocol !== 'https:') throw refused('it must begin with https://');
  const host = bareHost(url);
  if (isIP(host) !== 0 ? isPrivateAddress(host) : isLocalName(host))
    throw refused('it leads into a private network');
  return url;
}

export function isAllowed({ protocol, hostname, port }: URL, allowed: AllowedHosts): boolean {
  const names = allowed.map((name) => name.toLowerCase());
  const usualPort = protocol === 'https:' ? '443' : '80';
  return names.includes(hostname) || names.includes(`${hostname}:${port || usualPort}`);
}

/** Spaces, control characters and backslashes vanish or become something else as a URL is read: nobody means that. */
function parse(text: string): URL | undefined {
  return URL.canParse(text) && !/[\s\\\p{Cc}]/u.test(text) ? new URL(text) : undefined;
}

const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');

function isLocalName(host: string): boolean {
  return !host.includes('.') || /\.(?:localhost|local|internal|home\.arpa)$/.test(host);
}

/**
 * Everything that IANA's special-purpose registries do not call globally reachable, what tunnels to it, and the one public
 * address behind which a cloud keeps a service for its own machines (Azure's 168.63.129.16).
 */
const SPECIAL = blockList([
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '168.63.129.16/32 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  '::/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16',
  'fc00::/7 fe80::/10 fec0::/10 ff00::/8',
]);

export function isPrivateAddress(address: string): boolean {
  return SPECIAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(lines: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of lines.join(' ').split(' ')) {
    const [network = '', bits] = subnet.split('/');
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

function refused(reason: string): ProblemError {
  return new ProblemError(
    422,
    'address-not-allowed',
    `The hub does not call this base URL: ${reason}. The operator can allow a host in PROMPTHUB_ALLOWED_PROVIDER_HOSTS.`,
  );
}
