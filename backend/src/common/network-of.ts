import { isIPv6 } from 'node:net';

/**
 * What stands for one caller when attempts are counted: an IPv4 address, or the /64 of an IPv6 one, which is what a
 * single customer gets and can change within at will (RFC 6177). An IPv4 address written as IPv6 is the IPv4 one.
 */
export function networkOf(address: string): string {
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  // A last part in dotted form is two groups wide.
  const width = left.length + right.length + (address.includes('.') ? 1 : 0);
  const groups = [...left, ...new Array<string>(Math.max(0, 8 - width)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
