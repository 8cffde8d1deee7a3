import type { Browser, BrowserContextOptions, LaunchOptions, Page } from 'playwright-core';

export interface VsCodeServer {
  readonly origin: string;
  readonly authority: string;
  readonly dir: string;
  readonly extensionsDir: string;
  readonly logFile: string;
  stop(): Promise<void>;
}

export function startServer(options?: {
  dir?: string;
  extensionsDir?: string;
  settings?: Record<string, unknown>;
  smoke?: boolean;
  trust?: boolean;
  args?: string[];
  env?: Record<string, string>;
}): Promise<VsCodeServer>;
export function installVsix(vsix: string, extensionsDir: string): string;
export function launchBrowser(options?: LaunchOptions): Promise<Browser>;
export function newPage(browser: Browser, options?: BrowserContextOptions): Promise<Page>;
export function workbenchUrl(
  server: VsCodeServer,
  target?: { folder?: string; workspace?: string; payload?: [string, string][] },
): string;
