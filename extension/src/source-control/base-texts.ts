import * as vscode from 'vscode';
import type { FileStatus } from '@prompthub/client/node';
import type { ProjectLinks } from '../hub/project-links';
import type { ProjectStatus } from '../prompts/project-status';
import { baseBlob } from './base-blob';

const SCHEME = 'prompthub-base';
const KEPT = 200;

/**
 * What files were before they were changed here: marks in the gutter compare with it, and Discard brings it back. Texts
 * go by their blob id, so that one that was seen once is right for ever; most are seen while the file still has it.
 */
export class BaseTexts
  implements vscode.QuickDiffProvider, vscode.TextDocumentContentProvider, vscode.Disposable
{
  readonly #links: ProjectLinks;
  readonly #status: ProjectStatus;
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor({ links, status }: { links: ProjectLinks; status: ProjectStatus }) {
    this.#links = links;
    this.#status = status;
  }

  /** Undefined where there is nothing to compare with, or the hub that has it is away. */
  async provideOriginalResource(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
    const { link, files } = this.#status.snapshot;
    if (link === undefined || this.#links.linkOf(uri)?.file !== link.file) return undefined;
    const path = this.#links.projectPath(uri);
    const file = files.find((one) => one.path === path);
    const blob = file && baseBlob(file);
    if (blob === undefined) return undefined;
    const known = await this.#text(uri, blob).catch(() => undefined);
    return known === undefined ? undefined : this.uri(uri, blob);
  }

  /** The address of a blob of this file as a read-only document; an empty one without a blob. */
  uri(uri: vscode.Uri, blob: string | null | undefined): vscode.Uri {
    return uri.with({ scheme: SCHEME, query: blob ?? '' });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (uri.query === '') return '';
    return this.#text(uri.with({ scheme: 'file', query: '' }), uri.query);
  }

  /**
   * The file before it was changed here; undefined when there was none.
   * @throws what the hub answered, or that it has another version by now
   */
  async text(uri: vscode.Uri, file: FileStatus): Promise<string | undefined> {
    const blob = baseBlob(file);
    return blob === undefined ? undefined : this.#text(uri, blob);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #text(uri: vscode.Uri, blob: string): Promise<string> {
    const known = this.#texts.get(blob) ?? (await this.#find(uri, blob));
    this.#texts.delete(blob);
    this.#texts.set(blob, known);
    const oldest = this.#texts.keys().next();
    if (this.#texts.size > KEPT && !oldest.done) this.#texts.delete(oldest.value);
    return known;
  }

  async #find(uri: vscode.Uri, blob: string): Promise<string> {
    const { blobId } = await import('@prompthub/client/node');
    const bytes = await vscode.workspace.fs.readFile(uri).then(undefined, () => undefined);
    if (bytes && blobId(bytes) === blob) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const [link, path] = [this.#links.linkOf(uri), this.#links.projectPath(uri)];
    if (!link || path === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const copy = await this.#status.workingCopy(link);
    const queued = await copy.queuedText(blob);
    if (queued !== undefined) return queued;
    const there = await copy.project.file(path, { ref: copy.branch });
    if (there.blob === blob) return there.content;
    throw new Error(`The hub has another version of ${path} by now. Refresh, and look again.`);
  }
}
