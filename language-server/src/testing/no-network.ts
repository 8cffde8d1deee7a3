import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/** For `node --require` alone: the program that reaches for the network ends at once, with code 97, and says where it did. */
function refuse(this: void): never {
  process.stderr.write(`${new Error('This program must not use the network.').stack ?? ''}\n`);
  process.exit(97);
}

Object.assign(net.Socket.prototype, { connect: refuse });
Object.assign(net.Server.prototype, { listen: refuse });
Object.assign(dgram.Socket.prototype, { send: refuse, bind: refuse, connect: refuse });
for (const resolver of [dns, dns.promises])
  for (const name of Object.keys(resolver).filter((key) => /^(lookup|resolve|reverse)/.test(key)))
    Object.assign(resolver, { [name]: refuse });
