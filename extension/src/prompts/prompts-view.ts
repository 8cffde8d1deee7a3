import * as path from 'node:path';
import * as vscode from 'vscode';
import { retryItem } from '../hub/retry-item';
import type { ProjectSnapshot, ProjectStatus } from './project-status';
import { promptTree, stateLooks, type FileNode, type PromptNode } from './prompt-tree';

/** A row that stands for a file of the project; context menus hand it to commands. */
export interface PromptRow {
  readonly node: PromptNode;
  /** Where the file is, or would be, in this workspace. */
  readonly uri: vscode.Uri;
}

/** Stands above the files when the hub could not be asked: one click asks it again. */
interface RetryRow {
  readonly hub: string;
  readonly problem: string;
}
type Row = PromptRow | RetryRow;

/** The linked project's files by folder, each with how it stands to the hub. */
export class PromptsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #status: ProjectStatus;
  readonly #view: vscode.TreeView<Row>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(status: ProjectStatus) {
    this.#status = status;
    this.#view = vscode.window.createTreeView('prompthub.prompts', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#disposables = [
      this.#view,
      this.#changed,
      status.onDidChange((snapshot) => this.#show(snapshot)),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) status.refreshSoon();
      }),
    ];
  }

  getChildren(row?: Row): Row[] {
    const { link, files, problem } = this.#status.snapshot;
    if (!link || (row && 'problem' in row)) return [];
    const nodes = row ? (row.node.kind === 'folder' ? row.node.children : []) : promptTree(files);
    const rows = nodes.map((node) => ({
      node,
      uri: vscode.Uri.file(path.join(link.folder, ...node.path.split('/'))),
    }));
    const retry = !row && problem && files.length > 0 ? [{ hub: link.hub, problem }] : [];
    return [...retry, ...rows];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if ('problem' in row) return retryItem(row.hub, row.problem);
    const { node, uri } = row;
    if (node.kind === 'file') return fileItem(node, uri);
    const item = new vscode.TreeItem(node.name, vscode.TreeItemCollapsibleState.Expanded);
    item.id = `folder:${node.path}`;
    item.iconPath = vscode.ThemeIcon.Folder;
    item.contextValue = 'folder';
    return item;
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  #show({ link, files, problem, account }: ProjectSnapshot): void {
    this.#view.description = link ? `${link.project} · ${link.branch}` : undefined;
    this.#view.message =
      problem && account && files.length > 0 ? 'Compared with what was last seen of the hub.' : undefined;
    this.#changed.fire();
  }
}

function fileItem(node: FileNode, uri: vscode.Uri): vscode.TreeItem {
  const look = stateLooks[node.status.state];
  const item = new vscode.TreeItem(node.name, vscode.TreeItemCollapsibleState.None);
  item.id = `file:${node.path}`;
  item.description = look.label;
  item.tooltip = new vscode.MarkdownString()
    .appendMarkdown('**')
    .appendText(node.path)
    .appendMarkdown('**  \n')
    .appendText(look.explanation);
  item.iconPath = new vscode.ThemeIcon(look.icon, look.color ? new vscode.ThemeColor(look.color) : undefined);
  item.contextValue = `prompt.${node.status.state}`;
  item.accessibilityInformation = { label: `${node.name}, ${look.label || 'in sync'}` };
  item.command =
    node.status.local === undefined
      ? { command: 'prompthub.diffWithPublished', title: 'Compare with Published Version', arguments: [uri] }
      : { command: 'vscode.open', title: 'Open', arguments: [uri] };
  return item;
}
