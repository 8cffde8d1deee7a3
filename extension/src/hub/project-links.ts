import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Link } from '@prompthub/client/node';
import { normalizeHub } from './hub-address';

/** A link that names both a hub and a project. */
export interface ProjectLink extends Link {
  readonly hub: string;
  /** `organization/project` */
  readonly project: string;
}

const LINK_GLOB = '**/prompthub.yaml';
/** Tells which branch a linked folder is on; also a command line or another window switches it. */
const STATE_GLOB = '**/.prompthub/state.json';
const MAX_LINKS = 20;

/** The link files of the workspace. The current one is that of the prompt that is or was edited last, else the first. */
export class ProjectLinks implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  #links: ProjectLink[] = [];
  #current: ProjectLink | undefined;
  #loading: Promise<void> = Promise.resolve();
  /** The look that has not begun yet: it will see all that is so now. */
  #next: Promise<void> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    const reload = () => void this.reload();
    for (const glob of [LINK_GLOB, STATE_GLOB]) {
      const watcher = vscode.workspace.createFileSystemWatcher(glob);
      this.#disposables.push(
        ...[watcher, watcher.onDidChange(reload), watcher.onDidCreate(reload), watcher.onDidDelete(reload)],
      );
    }
    this.#disposables.push(
      vscode.workspace.onDidChangeWorkspaceFolders(reload),
      vscode.window.onDidChangeActiveTextEditor(() => this.#choose()),
    );
  }

  get all(): readonly ProjectLink[] {
    return this.#links;
  }

  get current(): ProjectLink | undefined {
    return this.#current;
  }

  /** The link whose project holds the file. */
  linkOf(uri: vscode.Uri): ProjectLink | undefined {
    if (uri.scheme !== 'file') return undefined;
    return this.#links.find(({ folder }) => relativePath(folder, uri.fsPath) !== undefined);
  }

  /** Path in the project, with `/`; undefined when the file is not in a linked folder. */
  projectPath(uri: vscode.Uri): string | undefined {
    const link = this.linkOf(uri);
    return link && relativePath(link.folder, uri.fsPath);
  }

  /** Reads the link files anew, once for all who ask before it has begun. */
  reload(): Promise<void> {
    this.#next ??= this.#loading.then(async () => {
      this.#next = undefined;
      await this.#load().catch((error: unknown) => this.#log.error(String(error)));
    });
    this.#loading = this.#next;
    return this.#loading;
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  async #load(): Promise<void> {
    const { findLink, LinkFileError } = await import('@prompthub/client/node');
    const folders = await this.#startFolders();
    const found = new Map<string, ProjectLink>();
    for (const folder of folders) {
      try {
        const link = await findLink(folder);
        const complete = link && completeLink(link);
        if (complete) found.set(complete.file, complete);
      } catch (error) {
        // The language server underlines the place; here it is enough to know why nothing is linked.
        this.#log.warn(error instanceof LinkFileError ? error.message : String(error));
      }
    }
    this.#links = [...found.values()].sort((a, b) => b.folder.length - a.folder.length);
    this.#current = this.#links.find(({ file }) => file === this.#current?.file);
    this.#choose({ always: true });
  }

  async #startFolders(): Promise<string[]> {
    const roots = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const files =
      roots.length > 0 ? await vscode.workspace.findFiles(LINK_GLOB, '**/node_modules/**', MAX_LINKS) : [];
    return [...roots.map(({ uri }) => uri.fsPath), ...files.map(({ fsPath }) => path.dirname(fsPath))];
  }

  #choose({ always = false } = {}): void {
    const active = vscode.window.activeTextEditor?.document.uri;
    const next = (active && this.linkOf(active)) ?? this.#current ?? this.#links.at(-1);
    if (!always && next?.file === this.#current?.file) return;
    this.#current = next;
    this.#changed.fire();
  }
}

function completeLink(link: Link): ProjectLink | undefined {
  const hub = link.settings.hub && normalizeHub(link.settings.hub);
  const { project } = link.settings;
  return hub && project ? { ...link, hub, project } : undefined;
}

function relativePath(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}
