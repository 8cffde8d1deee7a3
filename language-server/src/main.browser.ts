import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { ClientFileSystem } from './client-file-system';
import { startServer } from './server';

/** The worker's own scope; this file is the only one that runs in a browser alone. */
declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

/** The edge in a web worker: messages of the page instead of pipes, and files that the editor reads for us. */
const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
);

startServer(connection, {
  fileSystem: new ClientFileSystem((method, params) => connection.sendRequest(method, params)),
  loadEngine: () => import('@prompthub/engine'),
});
