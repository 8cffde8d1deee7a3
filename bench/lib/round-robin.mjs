import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';

/** One address for several servers of this machine: each new connection goes to the next one. @returns its URL, and what closes it. */
export async function roundRobin(ports) {
  let turn = 0;
  const server = createServer((client) => {
    const hub = connect(ports[turn++ % ports.length], '127.0.0.1');
    for (const ends of [
      [client, hub],
      [hub, client],
    ])
      pipeline(ends, () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
