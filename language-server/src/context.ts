import type * as engine from '@prompthub/engine';
import type { CancellationToken } from 'vscode-languageserver';
import type { Documents } from './documents';
import type { PositionEncoding } from './encoding';
import type { Session } from './session';
import type { Settings } from './settings';
import type { EditorModels } from './running/editor-model-bridge';
import type { TokenCounter } from './tokens/token-counter';
import type { Workspace } from './workspace';

/** The part of the engine that the server uses; it loads when first asked for. */
export type Engine = typeof engine;

/** What the client said that it can do, where we behave differently. */
export interface ClientAbilities {
  /** UTF-8 where the client prefers it: it holds its texts that way, and so neither side has to count again. */
  readonly positionEncoding: PositionEncoding;
  readonly snippets: boolean;
  readonly markdown: boolean;
  readonly pullDiagnostics: boolean;
  readonly codeDescriptions: boolean;
  readonly diagnosticRefresh: boolean;
  readonly inlayHintRefresh: boolean;
  readonly inlayHintResolve: boolean;
  readonly codeLensRefresh: boolean;
  readonly configuration: boolean;
  readonly watchedFiles: boolean;
  readonly workspaceFolders: boolean;
  readonly createFile: boolean;
  readonly renameFile: boolean;
  readonly codeActionResolve: boolean;
  readonly disabledActions: boolean;
  readonly definitionLinks: boolean;
  readonly prepareRename: boolean;
  readonly documentChanges: boolean;
  /** The server is to run our commands (`initializationOptions.executeCommands`). */
  readonly executeCommands: boolean;
  /** The client's programme runs them itself (`initializationOptions.ownCommands`). */
  readonly ownCommands: boolean;
  /** The person trusts the workspace's files to run code (`initializationOptions.trusted`). */
  readonly trusted: boolean;
}

/** Names that come from the engine: known after it has loaded, which happens when the editor has settled. */
export type Knowledge = Partial<typeof engine.checkKnowledge>;

/** Questions and news to the client; `server.ts` is the only one who knows the connection behind it. */
export interface Client {
  request(method: string, params: unknown, token?: CancellationToken): Promise<unknown>;
  notify(method: string, params: unknown): void;
  showMessage(kind: 'info' | 'error', text: string): void;
  log(text: string): void;
  /** The values of expressions and verdicts changed: lenses and hints are to be asked for again. */
  refreshHints(): void;
}

/** Everything that a feature may use. Features are functions of a context and their parameters. */
export interface Context {
  readonly documents: Documents;
  readonly workspace: Workspace;
  readonly session: Session;
  readonly client: Client;
  readonly editorModels: EditorModels;
  /** The URI of the page that explains the diagnostics, where there is one. */
  readonly diagnosticsReference?: string | undefined;
  /** Counts tokens exactly; without it they are estimated. */
  readonly tokenCounter?: TokenCounter | undefined;
  abilities: ClientAbilities;
  settings: Settings;
  knowledge: Knowledge;
  /** Grows when settings or knowledge change. */
  generation: number;
  loadEngine(): Promise<Engine>;
}
