import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { NodeFileSystem } from './node-file-system';
import { startServer } from './server';

/** The edge: pipes and disk are joined to the server here, and nowhere else. */
const usesStreams =
  process.argv.includes('--stdio') || !process.argv.some((arg) => /^--(node-ipc|socket|pipe)/.test(arg));
// With the streams themselves the process ends when the client hangs up, whatever still runs.
const connection = usesStreams
  ? createConnection(ProposedFeatures.all, process.stdin, process.stdout)
  : createConnection(ProposedFeatures.all);

// What libraries print must not land in the stream of the protocol.
console.log = console.info = console.debug = (...values: unknown[]) => console.error(...values);

/** Shipped beside the server; in the repository it stands among the documents. */
const reference = ['diagnostics.md', '../../docs/reference/diagnostics.md']
  .map((path) => join(__dirname, path))
  .find((path) => existsSync(path));

startServer(connection, {
  fileSystem: new NodeFileSystem(),
  loadEngine: () => import('@prompthub/engine'),
  diagnosticsReference: reference && pathToFileURL(reference).href,
});
