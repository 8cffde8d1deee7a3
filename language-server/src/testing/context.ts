import { abilitiesOf } from '../capabilities';
import type { Client, Context } from '../context';
import { Documents, type PromptDocument } from '../documents';
import type { PositionEncoding } from '../encoding';
import { EditorModels } from '../running/editor-model-bridge';
import { Session } from '../session';
import { defaultSettings } from '../settings';
import { Workspace } from '../workspace';
import { cursor } from './cursor';
import { MemoryFileSystem } from './memory-file-system';

export interface Opened {
  readonly context: Context;
  readonly fileSystem: MemoryFileSystem;
  readonly document: PromptDocument;
  readonly uri: string;
  readonly textDocument: { readonly uri: string };
  readonly offset: number;
  readonly position: { line: number; character: number };
}

export interface OpenOptions {
  readonly path?: string;
  readonly encoding?: PositionEncoding;
  /** Other files of the workspace, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the client can do besides, or cannot. */
  readonly abilities?: Partial<Context['abilities']>;
  readonly context?: Partial<Pick<Context, 'settings' | 'knowledge' | 'loadEngine' | 'tokenCounter'>> & {
    readonly client?: Partial<Client>;
  };
}

/** A workspace with one open document; `█` in its text is the cursor. Every ability of a client is there. */
export async function open(marked: string, options: OpenOptions = {}): Promise<Opened> {
  const { path = 'test.prompt', files = {} } = options;
  const { client: ownClient, ...own } = options.context ?? {};
  const { text, offset } = marked.includes('█') ? cursor(marked) : { text: marked, offset: 0 };
  const uri = `file:///workspace/${path}`;
  const documents = new Documents();
  documents.encoding = options.encoding ?? 'utf-16';
  const fileSystem = new MemoryFileSystem({ ...files, [path]: text });
  const workspace = new Workspace(fileSystem, documents);
  const abilities = abilitiesOf({ capabilities: {}, processId: null, rootUri: null, workspaceFolders: null });
  const client: Client = {
    request: () => Promise.reject(new Error('the client knows no requests')),
    notify: () => undefined,
    showMessage: () => undefined,
    log: () => undefined,
    refreshHints: () => undefined,
    ...ownClient,
  };
  const context: Context = {
    documents,
    workspace,
    session: new Session(),
    client,
    editorModels: new EditorModels(client),
    abilities: {
      ...abilities,
      snippets: true,
      createFile: true,
      renameFile: true,
      definitionLinks: true,
      documentChanges: true,
      ...options.abilities,
    },
    settings: defaultSettings,
    knowledge: {
      assertions: ['contains', 'equals', 'is-json'],
      models: [{ id: 'gpt-5-mini', provider: 'openai' }],
    },
    generation: 0,
    loadEngine: () => import('@prompthub/engine'),
    ...own,
  };
  await workspace.setFolders(['file:///workspace']);
  const document = documents.open(uri, 'dotprompt', 1, text);
  return {
    context,
    fileSystem,
    document,
    uri,
    textDocument: { uri },
    offset,
    position: document.lines.positionAt(offset),
  };
}
