import type * as vscode from 'vscode';
import type { Blame } from '@prompthub/protocol';
import type { Accounts } from '../auth/accounts';
import type { ProjectLink, ProjectLinks } from '../hub/project-links';
import type { ProjectSnapshot, ProjectStatus } from '../prompts/project-status';
import type { VersionContent } from '../versions/version-content';
import { lineOrigins, type LineOrigin } from './blame-lines';

interface PublishedFile {
  readonly blame: Blame;
  readonly text: string;
}
interface Kept {
  /** The published blob; another one is asked for anew. */
  readonly blob: string;
  readonly file: Promise<PublishedFile | undefined>;
  /** It could not be asked; it is asked again when the project has been looked at anew. */
  failedIn?: ProjectSnapshot;
}
interface Parts {
  readonly accounts: Accounts;
  readonly links: ProjectLinks;
  readonly status: ProjectStatus;
  readonly content: VersionContent;
  readonly log: vscode.LogOutputChannel;
}

/** Larger texts are not annotated: nobody reads them line by line. */
const MAX_LINES = 10_000;
const MAX_CHARACTERS = 1_000_000;
const KEPT = 50;

/** Who wrote the lines of a document. Asks the hub once for each published state of a file, and is quiet when it is away. */
export class BlameSource {
  readonly #parts: Parts;
  readonly #kept = new Map<string, Kept>();
  readonly #last = new WeakMap<
    vscode.TextDocument,
    { version: number; file: PublishedFile; lines: LineOrigin[] }
  >();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** For each line of the document as it stands in the editor, the same list while nothing changed; undefined where nothing is known. */
  async linesOf(document: vscode.TextDocument): Promise<readonly LineOrigin[] | undefined> {
    if (document.lineCount > MAX_LINES) return undefined;
    const file = await this.#published(document.uri);
    if (!file || document.isClosed) return undefined;
    const last = this.#last.get(document);
    if (last?.version === document.version && last.file === file) return last.lines;
    const text = document.getText();
    if (text.length > MAX_CHARACTERS || file.text.length > MAX_CHARACTERS) return undefined;
    const lines = lineOrigins(text, file.text, file.blame);
    this.#last.set(document, { version: document.version, file, lines });
    return lines;
  }

  #published(uri: vscode.Uri): Promise<PublishedFile | undefined> {
    const { links, status } = this.#parts;
    const [link, path] = [links.linkOf(uri), links.projectPath(uri)];
    const { snapshot } = status;
    if (!link || path === undefined || snapshot.link?.file !== link.file) return Promise.resolve(undefined);
    const blob = snapshot.account && snapshot.files.find((file) => file.path === path)?.remote;
    if (!blob) return Promise.resolve(undefined);
    const key = JSON.stringify([link.hub, link.project, link.branch, path]);
    const known = this.#kept.get(key);
    const isGood = known?.failedIn === undefined || known.failedIn === snapshot;
    if (known?.blob === blob && isGood) return known.file;
    const file = this.#ask(link, path).catch((error: unknown) => {
      this.#parts.log.debug(`Who wrote ${path} is not known: ${String(error)}`);
      kept.failedIn = snapshot;
      return undefined;
    });
    const kept: Kept = { blob, file };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
    return file;
  }

  async #ask({ hub, project, branch }: ProjectLink, path: string): Promise<PublishedFile> {
    const client = await this.#parts.accounts.client(hub);
    const blame = await client.project(project).blame(path, { ref: branch });
    const text = await this.#parts.content.text({ hub, project, commit: blame.commit, path });
    return { blame, text };
  }
}
