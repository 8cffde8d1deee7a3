import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A language server as a process, and the least client that can time it. */
export class LspProcess {
  #waiting = [];
  #bytes = Buffer.alloc(0);
  #id = 0;

  constructor({ script, nodeArgs = [] }) {
    this.started = performance.now();
    this.process = spawn(process.execPath, [...nodeArgs, script, '--stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.process.stdout.on('data', (more) => this.#read(more));
  }

  /** @returns milliseconds from the start of the process to the answer. */
  async initialize(rootUri = null) {
    const capabilities = { textDocument: { publishDiagnostics: { versionSupport: true } } };
    await this.request('initialize', { processId: process.pid, rootUri, capabilities });
    const took = performance.now() - this.started;
    this.notify('initialized', {});
    return took;
  }

  request(method, params) {
    const id = ++this.#id;
    const answer = this.next((message) => message.id === id && !message.method);
    this.#send({ id, method, params });
    return answer;
  }

  notify(method, params) {
    this.#send({ method, params });
  }

  next(wanted) {
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }

  /** Milliseconds of processor time so far, user and system (Linux; undefined elsewhere). */
  cpuMs() {
    try {
      const stat = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    } catch {
      return undefined;
    }
  }

  async stop() {
    const exited = new Promise((resolve) => this.process.once('exit', resolve));
    await this.request('shutdown');
    this.notify('exit');
    setTimeout(() => this.process.kill(), 2000).unref();
    await exited;
  }

  #send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  #read(more) {
    this.#bytes = Buffer.concat([this.#bytes, more]);
    for (;;) {
      const head = this.#bytes.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.#bytes.subarray(0, head).toString())?.[1]);
      if (this.#bytes.length < head + 4 + length) return;
      const message = JSON.parse(this.#bytes.subarray(head + 4, head + 4 + length).toString());
      this.#bytes = this.#bytes.subarray(head + 4 + length);
      if (message.id !== undefined && message.method)
        this.#send({ id: message.id, result: message.method === 'workspace/configuration' ? [{}] : null });
      const index = this.#waiting.findIndex(({ wanted }) => wanted(message));
      if (index >= 0) this.#waiting.splice(index, 1)[0].resolve(message);
    }
  }
}
