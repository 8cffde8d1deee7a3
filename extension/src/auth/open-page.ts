import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';

/** An opened page. Dispose of it when nobody waits for it any more. */
export interface OpenedPage extends vscode.Disposable {
  /** False when the person did not want the browser. */
  readonly opened: boolean;
}

/**
 * Opens a page in the person's browser with its query exactly as it is. In remote and browser windows the editor leads
 * addresses of this machine through a tunnel, and decodes and encodes their query on the way, which breaks an address
 * inside it. Then a server of ours, whose address has no query, sends the browser on to the page.
 */
export async function openPage(page: string): Promise<OpenedPage> {
  const outside = await outsideAddress(page);
  if (outside === page) return { opened: await openText(page), dispose: () => undefined };
  const { server, address } = await forwardTo(outside);
  const opened = await vscode.env.openExternal(vscode.Uri.parse(address));
  return { opened, dispose: () => void server.close() };
}

/** The page as the person's browser can reach it: its origin may be tunnelled, the rest stays. */
async function outsideAddress(page: string): Promise<string> {
  const { origin } = new URL(page);
  const external = await vscode.env.asExternalUri(vscode.Uri.parse(origin));
  return external.toString(true).replace(/\/+$/, '') + page.slice(origin.length);
}

/** `openExternal` passes on a string as it is, although its type does not say so; a Uri it would rewrite. */
async function openText(page: string): Promise<boolean> {
  return vscode.env.openExternal(page as unknown as vscode.Uri);
}

async function forwardTo(page: string): Promise<{ server: Server; address: string }> {
  const path = `/${randomBytes(16).toString('base64url')}`;
  const server = createServer((request, response) => {
    const known = request.method === 'GET' && request.url === path;
    response.writeHead(known ? 302 : 404, {
      ...(known ? { location: page } : {}),
      connection: 'close',
      'cache-control': 'no-store',
    });
    response.end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}` };
}
