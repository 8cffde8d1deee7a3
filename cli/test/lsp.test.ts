import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { builtCli } from './built-cli';

const built = existsSync(join(__dirname, '../../language-server/dist/bundle/main.js'));
if (!built)
  console.warn('Skipped: `prompthub lsp`. language-server/dist/bundle is not built (npm run build).');

(built ? it : it.skip)(
  'prompthub lsp answers initialize on the standard streams',
  async () => {
    const server = spawn(process.execPath, [builtCli(), 'lsp', '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const send = (message: object): void => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...message });
      server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    // The answer may arrive in pieces; the test's own time limit is the only other way out.
    await new Promise<void>((resolve) => {
      let received = '';
      server.stdout.on('data', (chunk: Buffer) => {
        received += chunk.toString();
        if (received.includes('"capabilities"')) resolve();
      });
    });
    const ended = new Promise((resolve) => server.once('exit', resolve));
    send({ id: 2, method: 'shutdown' });
    send({ method: 'exit' });
    expect(await ended).toBe(0);
  },
  60_000,
);
