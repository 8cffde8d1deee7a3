import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import {
  installVsix,
  launchBrowser,
  newPage,
  startServer,
  workbenchUrl,
  type VsCodeServer,
} from '../../scripts/vscode/host.mjs';
import { Workbench } from './workbench';

export const ROOT = path.resolve(__dirname, '../..');

export interface EditorOptions {
  /** The packed extension; without one the extension of this checkout is built, and used as it lies there. */
  readonly vsix?: string;
  /** Folders are in Restricted Mode until the person trusts them. */
  readonly trust?: boolean;
  readonly settings?: Record<string, unknown>;
}

/** A VS Code server with the extension, and one window of it in a browser. */
export class Editor {
  /** For files of the story; goes away with the editor. */
  readonly temporary = mkdtempSync(path.join(tmpdir(), 'vsc-'));
  #server: VsCodeServer | undefined;
  #browser: Browser | undefined;
  #page: Page | undefined;
  #window: Workbench | undefined;

  async start({ vsix, trust, settings }: EditorOptions = {}): Promise<void> {
    const extensionsDir = path.join(this.temporary, 'extensions');
    mkdirSync(extensionsDir);
    if (vsix) installVsix(vsix, extensionsDir);
    else symlinkSync(buildExtension(), path.join(extensionsDir, 'prompthub'), 'dir');
    this.#server = await startServer({ dir: this.temporary, extensionsDir, smoke: false, trust, settings });
    this.#browser = await launchBrowser();
    this.#page = await newPage(this.#browser);
    this.#window = new Workbench(this.#page);
  }

  get page(): Page {
    return started(this.#page);
  }

  get window(): Workbench {
    return started(this.#window);
  }

  /** A page of somebody else, who shares nothing with the window. */
  async otherPage(): Promise<Page> {
    return (await started(this.#browser).newContext()).newPage();
  }

  async open(folder: string): Promise<void> {
    await this.page.goto(workbenchUrl(started(this.#server), { folder }));
    await this.window.ready();
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#server?.stop();
    rmSync(this.temporary, { recursive: true, force: true });
  }
}

function buildExtension(): string {
  const extension = path.join(ROOT, 'extension');
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: extension, stdio: ['ignore', 'ignore', 'inherit'] });
  return extension;
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The editor has not been started.');
  return part;
}
