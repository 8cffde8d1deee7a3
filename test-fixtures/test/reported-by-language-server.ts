import { pathToFileURL } from 'node:url';
import { decodeSource, isPrompt, isTestsFile } from '@prompthub/core';
import { NodeFileSystem } from '@prompthub/language-server';
import { startTestClient, type TestClient } from '../../language-server/src/testing/client';
import type { Reported } from './reported';

interface Report {
  readonly items: readonly {
    readonly code: string;
    readonly severity: 1 | 2 | 3 | 4;
    readonly message: string;
    readonly range: Reported['range'];
  }[];
}

const severities = { 1: 'error', 2: 'warning', 3: 'info', 4: 'hint' };

/** What the server says of all files while they are closed, and of each when it is open in the editor. */
export async function reportedByLanguageServer(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ ofClosed: Reported[]; ofOpen: Reported[] }> {
  const root = pathToFileURL(folder).href;
  const client = await startTestClient({
    folders: [root],
    fileSystem: new NodeFileSystem(),
    capabilities: { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
  });
  try {
    const paths = new Map([...files.keys()].map((path) => [uriOf(root, path), path]));
    await vocabularyIsKnown(client, root);
    const { items } = await client.request<{ items: (Report & { uri: string })[] }>('workspace/diagnostic', {
      previousResultIds: [],
    });
    const ofClosed = items.flatMap(({ uri, ...report }) => reported(paths.get(uri) ?? uri, report));
    return { ofClosed, ofOpen: await openEach(client, paths, files) };
  } finally {
    client.dispose();
  }
}

async function openEach(
  client: TestClient,
  paths: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Reported[]> {
  const ofOpen: Reported[] = [];
  for (const [uri, path] of paths) {
    if (!(isPrompt(path) || isTestsFile(path)) || /(?:^|\/)(?:\.|node_modules\/)/.test(path)) continue;
    client.open(uri, decodeSource(files.get(path) ?? new Uint8Array()).text);
    const textDocument = { uri };
    ofOpen.push(...reported(path, await client.request<Report>('textDocument/diagnostic', { textDocument })));
    void client.connection.sendNotification('textDocument/didClose', { textDocument });
  }
  return ofOpen;
}

/** The engine loads behind the first answers; a test with a fault shows when it is there. */
async function vocabularyIsKnown(client: TestClient, root: string): Promise<void> {
  const textDocument = { uri: `${root}/sentinel.tests.yaml` };
  client.open(textDocument.uri, '- mode: dance\n');
  for (let count = 0; count === 0;) {
    count = (await client.request<Report>('textDocument/diagnostic', { textDocument })).items.length;
  }
  void client.connection.sendNotification('textDocument/didClose', { textDocument });
}

function reported(file: string, { items }: Report): Reported[] {
  return items.map(({ code, severity, message, range }) => ({
    file,
    code,
    message,
    range,
    severity: severities[severity],
  }));
}

/** As the server writes it: every segment encoded in full. */
function uriOf(root: string, path: string): string {
  return [root, ...path.split('/').map(encodeURIComponent)].join('/');
}
