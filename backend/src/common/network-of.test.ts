import { isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { networkOf } from './network-of';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001::6', '2001:db8:1:0::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 });

test('however an address is written, its first 64 bits decide', () => {
  fc.assert(
    fc.property(groups, groups, (first, second) => {
      const written = first.map((group) => group.toString(16)).join(':');
      const neighbour = [...first.slice(0, 4), ...second.slice(4)]
        .map((group) => group.toString(16))
        .join(':');
      // Node shortens it: `::` for the longest run of zeros.
      const { address } = new SocketAddress({ address: written, family: 'ipv6' });
      fc.pre(isIPv6(address) && !address.startsWith('::ffff:'));
      expect(networkOf(address)).toBe(networkOf(written));
      expect(networkOf(neighbour)).toBe(networkOf(written));
    }),
  );
});
