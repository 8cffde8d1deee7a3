import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { NodeFileSystem } from './node-file-system';
import { startServer } from './server';
import { WorkerTokenCounter } from './tokens/worker-token-counter';

/** The edge: pipes and disk are joined to the server here, and nowhere else. */
const usesStreams =
  process.argv.includes('--stdio') || !process.argv.some((arg) => /^--(node-ipc|socket|pipe)/.test(arg));
// With the streams themselves the process ends when the client hangs up, whatever still runs.
const connection = usesStreams
  ? createConnection(ProposedFeatures.all, process.stdin, process.stdout)
  : createConnection(ProposedFeatures.all);

// What libraries print must not land in the stream of the protocol.
console.log = console.info = console.debug = (...values: unknown[]) => console.error(...values);

/** The first of these files that there is, from here. */
const found = (...files: string[]): string | undefined =>
  files.map((file) => join(__dirname, file)).find((path) => existsSync(path));

/** Shipped beside the server; in the repository it stands among the documents. */
const reference = found('diagnostics.md', '../../docs/reference/diagnostics.md');
/** Bundled beside the server, or compiled from its source. */
const tokenizer = found('tokenizer.js', 'tokens/tokenizer-worker.js');

const log = (text: string): void => connection.console.warn(text);

startServer(connection, {
  fileSystem: new NodeFileSystem(),
  loadEngine: () => import('@prompthub/engine'),
  tokenCounter: tokenizer === undefined ? undefined : new WorkerTokenCounter({ script: tokenizer, log }),
  diagnosticsReference: reference && pathToFileURL(reference).href,
});
