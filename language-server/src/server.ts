import { LspMethod } from '@prompthub/protocol';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  ResponseError,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { abilitiesOf, capabilitiesFor } from './capabilities';
import { connectClient } from './client-port';
import type { Context, Engine } from './context';
import { DiagnosticsPublisher } from './diagnostics-publisher';
import { Documents } from './documents';
import { compareTexts } from './features/compare-texts';
import { coverage } from './features/coverage';
import { estimateTests } from './features/estimate-tests';
import { listModels } from './features/list-models';
import { listTests } from './features/list-tests';
import { preview } from './features/preview';
import { features } from './features/registry';
import { run } from './features/run';
import { selectTest } from './features/select-test';
import { test } from './features/test';
import { testMatrix } from './features/test-matrix';
import type { FileSystem } from './file-system';
import { guard } from './guard';
import { EditorModels } from './running/editor-model-bridge';
import { Session } from './session';
import { defaultSettings, parseSettings } from './settings';
import type { TokenCounter } from './tokens/token-counter';
import { Workspace } from './workspace';

/** What the place that the server runs in brings. */
export interface Environment {
  readonly fileSystem: FileSystem;
  /** Loads the engine; called when a model is first needed, never at start. */
  loadEngine(): Promise<Engine>;
  /** Counts tokens exactly, where there is a thread for it. */
  readonly tokenCounter?: TokenCounter | undefined;
  /** The URI of the page that explains the diagnostics, where there is one. */
  readonly diagnosticsReference?: string | undefined;
}

/** Serves one client until it says goodbye. The only file that sees the connection. */
export function startServer(connection: Connection, environment: Environment): void {
  const documents = new Documents();
  const client = connectClient(connection, () => context.abilities);
  const context: Context = {
    documents,
    workspace: new Workspace(environment.fileSystem, documents, { log: (text) => client.log(text) }),
    session: new Session(),
    client,
    editorModels: new EditorModels(client),
    diagnosticsReference: environment.diagnosticsReference,
    tokenCounter: environment.tokenCounter,
    abilities: abilitiesOf({ capabilities: {}, processId: null, rootUri: null, workspaceFolders: null }),
    settings: defaultSettings,
    knowledge: {},
    generation: 0,
    loadEngine: once(() => environment.loadEngine()),
  };
  const publisher = new DiagnosticsPublisher(context, (params) => void connection.sendDiagnostics(params));
  registerLifecycle(connection, context, publisher);
  registerDocuments(connection, context, publisher);
  connection.onShutdown(async () => {
    publisher.dispose();
    await environment.tokenCounter?.dispose();
  });
  connection.listen();
}

function registerLifecycle(connection: Connection, context: Context, publisher: DiagnosticsPublisher): void {
  let folders: readonly string[] = [];
  let unserved = new ResponseError(ErrorCodes.ServerNotInitialized, 'The first request must be initialize.');
  connection.onRequest(() => unserved);
  connection.onInitialize((params): InitializeResult => {
    unserved = new ResponseError(ErrorCodes.MethodNotFound, 'There is no such method here.');
    for (const feature of features) feature.serve(connection, context);
    registerOwnRequests(connection, context);
    context.abilities = abilitiesOf(params);
    context.session.recall(params.initializationOptions);
    context.documents.encoding = context.abilities.positionEncoding;
    folders = foldersOf(params);
    return {
      capabilities: capabilitiesFor(context.abilities),
      serverInfo: { name: 'PromptHub language server', version: '0.1.0' },
    };
  });
  const reconfigure = async (pushed?: unknown): Promise<void> => {
    const asked: unknown = context.abilities.configuration
      ? await connection.workspace.getConfiguration('prompthub')
      : pushed;
    context.settings = parseSettings(asked);
    context.generation++;
    othersChanged(connection, context, publisher);
  };
  connection.onInitialized(async () => {
    // Not before: it is the client that reads the files of a server in a browser. Nothing waits for it.
    void context.workspace.setFolders(folders).then(() => othersChanged(connection, context, publisher));
    await registerDynamically(connection, context, publisher);
    if (context.abilities.configuration) await reconfigure().catch(() => undefined);
    await learnFromEngine(connection, context, publisher);
  });
  connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) =>
    reconfigure(sectionOf(settings)).catch((error: unknown) =>
      context.client.log(`Reading the settings failed: ${String(error)}`),
    ),
  );
  connection.workspace.onDidRenameFiles(async ({ files }) => {
    await context.workspace.filesChanged(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]));
    othersChanged(connection, context, publisher);
  });
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    await context.workspace.filesChanged(changes.map(({ uri }) => uri));
    othersChanged(connection, context, publisher);
  });
}

async function registerDynamically(
  connection: Connection,
  context: Context,
  publisher: DiagnosticsPublisher,
): Promise<void> {
  const { configuration, watchedFiles, workspaceFolders } = context.abilities;
  if (configuration)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'prompthub' });
  if (watchedFiles)
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: ['**/*.prompt', '**/*.tests.{yaml,yml}', '**/prompthub.yaml'].map((globPattern) => ({
        globPattern,
      })),
    });
  if (workspaceFolders)
    connection.workspace.onDidChangeWorkspaceFolders(async () => {
      const folders = await connection.workspace.getWorkspaceFolders();
      await context.workspace.setFolders((folders ?? []).map(({ uri }) => uri));
      othersChanged(connection, context, publisher);
    });
}

/** Names of models and assertions come with the engine, which loads when the editor has settled. */
async function learnFromEngine(
  connection: Connection,
  context: Context,
  publisher: DiagnosticsPublisher,
): Promise<void> {
  try {
    context.knowledge = (await context.loadEngine()).checkKnowledge;
    context.generation++;
    othersChanged(connection, context, publisher);
  } catch (error) {
    context.client.log(
      `The engine did not load, so prompts cannot be run: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function registerDocuments(connection: Connection, context: Context, publisher: DiagnosticsPublisher): void {
  const { documents, workspace } = context;
  const changed = (key: string): void => {
    if (!context.abilities.pullDiagnostics) publisher.schedule(key);
  };
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const document = documents.open(uri, languageId, version, text);
    void workspace.opened(document);
    workspace.textChanged(document);
    changed(document.key);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const document = documents.change(uri, version, contentChanges);
    if (!document) return;
    const concernsOthers = workspace.textChanged(document);
    if (concernsOthers && !context.abilities.pullDiagnostics) publisher.scheduleAll();
    changed(document.key);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const document = documents.get(uri);
    documents.close(uri);
    if (!document) return;
    const concernsOthers = workspace.textChanged(document);
    // What was typed and not saved is gone.
    const reread = workspace.filesChanged([uri]);
    if (concernsOthers) void reread.then(() => othersChanged(connection, context, publisher));
    if (!context.abilities.pullDiagnostics) publisher.closed(document);
  });
}

function registerOwnRequests(connection: Connection, context: Context): void {
  connection.onRequest(
    LspMethod.run,
    guard(LspMethod.run, (params: unknown, token) => run(context, params, token)),
  );
  connection.onRequest(
    LspMethod.test,
    guard(LspMethod.test, (params: unknown, token) => test(context, params, token)),
  );
  connection.onRequest(
    LspMethod.listTests,
    guard(LspMethod.listTests, (params: unknown) => listTests(context, params)),
  );
  connection.onRequest(
    LspMethod.coverage,
    guard(LspMethod.coverage, (params: unknown) => coverage(context, params)),
  );
  connection.onRequest(
    LspMethod.estimateTests,
    guard(LspMethod.estimateTests, (params: unknown) => estimateTests(context, params)),
  );
  connection.onRequest(
    LspMethod.testMatrix,
    guard(LspMethod.testMatrix, (params: unknown, token) => testMatrix(context, params, token)),
  );
  connection.onRequest(
    LspMethod.preview,
    guard(LspMethod.preview, (params: unknown) => preview(context, params)),
  );
  connection.onRequest(
    LspMethod.selectTest,
    guard(LspMethod.selectTest, (params: unknown) => selectTest(context, params)),
  );
  connection.onRequest(
    LspMethod.listModels,
    guard(LspMethod.listModels, (params: unknown) => listModels(context, params)),
  );
  connection.onRequest(
    LspMethod.compareTexts,
    guard(LspMethod.compareTexts, (params: unknown) => compareTexts(params)),
  );
  connection.onNotification(LspMethod.editorModelDelta, (params: unknown) =>
    context.editorModels.delta(params),
  );
}

/** Files besides the one being edited may have other diagnostics now. */
function othersChanged(connection: Connection, context: Context, publisher: DiagnosticsPublisher): void {
  const { pullDiagnostics, diagnosticRefresh } = context.abilities;
  if (!pullDiagnostics) publisher.scheduleAll();
  else if (diagnosticRefresh) connection.languages.diagnostics.refresh().catch(() => undefined);
  context.client.refreshHints();
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}

function sectionOf(settings: unknown): unknown {
  return typeof settings === 'object' && settings !== null && 'prompthub' in settings
    ? settings.prompthub
    : settings;
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}
