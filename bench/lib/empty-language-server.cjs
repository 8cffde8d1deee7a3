// The least that vscode-languageserver can do: it answers `initialize` with no capabilities.
const {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} = require('vscode-languageserver/node');

const connection = createConnection(
  ProposedFeatures.all,
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
connection.onInitialize(() => ({ capabilities: {} }));
connection.listen();
