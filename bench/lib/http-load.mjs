// Asks a server in one of two ways, over plain sockets so that the asking costs as little as it can; in a process of its
// own when forked. `closedLoop`: connections that each wait for their answer. `openLoop`: requests come when they come.
import { once } from 'node:events';
import { connect } from 'node:net';
import { percentile } from './statistics.mjs';

/** @returns milliseconds of each request. */
export async function closedLoop({ port, headers, paths }, { connections, seconds }) {
  const requests = requestsOf(paths, headers);
  const latencies = [];
  const until = performance.now() + seconds * 1000;
  const worker = async (index) => {
    const connection = await Connection.open(port);
    for (let next = index; performance.now() < until; next++) {
      const sent = performance.now();
      await connection.ask(requests[next % requests.length]);
      latencies.push(performance.now() - sent);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => worker(index)));
  return latencies;
}

/**
 * Asks `rate` times a second on average, whether or not earlier answers have come: pauses between requests are random
 * (exponential), as with many clients that know nothing of each other. A request that finds no free connection opens one.
 * @returns milliseconds from when a request was due, so that waiting to be sent counts, and the rate that was achieved.
 */
export async function openLoop({ port, headers, paths }, { rate, seconds }) {
  const requests = requestsOf(paths, headers);
  const free = await Promise.all(Array.from({ length: 50 }, () => Connection.open(port)));
  const latencies = [];
  const open = [];
  const began = performance.now();
  let due = began;
  let sent = 0;
  let opened = free.length;
  const one = async (at, request) => {
    const connection = free.pop() ?? (opened++, await Connection.open(port));
    await connection.ask(request);
    latencies.push(performance.now() - at);
    free.push(connection);
  };
  while (due < began + seconds * 1000) {
    while (due <= performance.now()) {
      open.push(one(due, requests[sent++ % requests.length]));
      due += (-Math.log(1 - Math.random()) * 1000) / rate;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(open);
  const elapsed = (performance.now() - began) / 1000;
  for (const connection of free) connection.close();
  return { latencies, rate: latencies.length / elapsed, connections: opened };
}

function requestsOf(paths, headers) {
  return paths.map((each) => Buffer.from(`GET ${each} HTTP/1.1\r\nhost: bench\r\n${headers}\r\n`));
}

class Connection {
  #socket;
  #buffered = '';
  #done;

  static async open(port) {
    const connection = new Connection();
    connection.#socket = connect(port, '127.0.0.1').setNoDelay(true);
    await once(connection.#socket, 'connect');
    connection.#socket.on('data', (chunk) => connection.#read(chunk));
    connection.#socket.on('error', (error) => connection.#done?.reject(error));
    return connection;
  }

  ask(request) {
    return new Promise((resolve, reject) => {
      this.#done = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close() {
    this.#socket.destroy();
  }

  #read(chunk) {
    this.#buffered += chunk.toString('latin1');
    if (!isWhole(this.#buffered)) return;
    const answer = this.#buffered;
    this.#buffered = '';
    if (/^HTTP\/1\.1 (?:200|304)/.test(answer)) this.#done.resolve();
    else this.#done.reject(new Error(answer.slice(0, 400)));
  }
}

function isWhole(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  if (text.startsWith('HTTP/1.1 304')) return true;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
  return text.length >= end + 4 + length;
}

if (process.send !== undefined && process.argv[2] === 'open-loop') {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ server, load }) => {
    const { latencies, ...achieved } = await openLoop(server, load);
    const at = (share) => percentile(latencies, share);
    process.send({ ...achieved, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) });
  });
}
