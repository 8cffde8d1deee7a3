import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { PromptDocument } from './documents';
import type { PositionEncoding } from './encoding';
import { features } from './features/registry';
import { startTestClient } from './testing/client';
import { open, type Opened } from './testing/context';

/** Characters of one to four bytes before, inside and behind everything that has a place. */
const files = {
  'test.prompt': `# 😀 漢字
---
input:
  schema:
    名前(object, 😀 誰): { 姓: string, é: string }
    品々(array, 漢): { 題: string }
    名: string
  default: { 名: "😀" }
prompthub.meta: { owner: 😀, replacedBy: 挨拶 }
prompthub.tests:
  - description: 😀 テスト
    vars: { 名前: { 姓: "😀", é: e }, 品々: [ { 題: 漢 } ], 余分: x }
    assert: [ { type: contains, value: "漢{{名前.姓}}" }, { type: 無し } ]
---
😀{{role "system"}}漢字 {{名前.姓}} 😀 {{#each 品々 as |品|}}漢{{品.題}} {{題}}{{知らない}}{{/each}}
😀{{> 署名 名=名前.姓}} é {{#> 署名}}漢{{/署名}} {{json   名前 indent=2}}  
{{role "😀"}}漢 {{#if 名}}😀{{名}}{{else}}{{! 😀 }}漢{{/if}} {{lookup 名前 "é"}}
`,
  '_署名.prompt': '---\ninput: { schema: { "名": string, 宛: string } }\n---\n😀 {{名}} 漢 {{宛}}',
  'other.prompt': '漢😀 {{> 署名 名="😀"}}',
  '挨拶.prompt': '😀',
  'test.tests.yaml': '- description: 😀\n  vars: { 名前: { 姓: 漢 }, 名: 😀 }\n',
};
const uri = 'file:///workspace/test.prompt';

type Params = Readonly<Record<string, unknown>>;
type Serve = (params: unknown, token: CancellationToken) => Promise<unknown>;
const token = { isCancellationRequested: false } as CancellationToken;

interface Server extends Opened {
  ask(method: string, params: unknown): Promise<unknown>;
}

async function server(encoding: PositionEncoding): Promise<Server> {
  const { 'test.prompt': text, ...others } = files;
  const opened = await open(text, { files: others, encoding });
  const handlers = new Map<string, Serve>();
  const connection = { onRequest: (method: string, handler: Serve) => handlers.set(method, handler) };
  for (const feature of features) feature.serve(connection as unknown as Connection, opened.context);
  const ask = async (method: string, params: unknown): Promise<unknown> => {
    const answer = handlers.get(method)?.(params, token);
    return answer?.catch((error: unknown) => ({ error: String(error) }));
  };
  return { ...opened, ask };
}

/** How the parameters of a request look for an offset of the text; once for the whole of it where there is none. */
const at =
  (more: Params = {}) =>
  ({ document }: Opened, offset: number): Params => ({
    textDocument: { uri },
    position: document.lines.positionAt(offset),
    ...more,
  });
const options = { tabSize: 2, insertSpaces: true };
const everywhere = ({ document }: Opened): Params => ({
  textDocument: { uri },
  range: { start: document.lines.positionAt(0), end: document.lines.positionAt(document.text.length) },
  context: { diagnostics: [] },
  options,
});
const until = (opened: Opened, offset: number): Params => ({
  ...everywhere(opened),
  range: { start: opened.document.lines.positionAt(0), end: opened.document.lines.positionAt(offset) },
});

const requests: Readonly<Record<string, (opened: Opened, offset: number) => Params>> = {
  'textDocument/completion': at(),
  'textDocument/signatureHelp': at(),
  'textDocument/linkedEditingRange': at(),
  'textDocument/hover': at(),
  'textDocument/definition': at(),
  'textDocument/references': at({ context: { includeDeclaration: true } }),
  'textDocument/prepareRename': at(),
  'textDocument/rename': at({ newName: 'neu' }),
  'textDocument/prepareCallHierarchy': at(),
  'textDocument/documentHighlight': at(),
  'textDocument/onTypeFormatting': at({ ch: '}', options }),
  'textDocument/selectionRange': (opened, offset) => ({
    textDocument: { uri },
    positions: [opened.document.lines.positionAt(offset)],
  }),
  'textDocument/rangeFormatting': until,
  'textDocument/codeAction': until,
  'textDocument/inlayHint': until,
  'textDocument/semanticTokens/range': until,
};
const wholeRequests: Readonly<Record<string, (opened: Opened) => Params>> = {
  'textDocument/documentLink': everywhere,
  'textDocument/documentSymbol': everywhere,
  'textDocument/foldingRange': everywhere,
  'textDocument/formatting': everywhere,
  'textDocument/codeLens': everywhere,
  'textDocument/semanticTokens/full': everywhere,
  'textDocument/diagnostic': everywhere,
  'workspace/diagnostic': () => ({ previousResultIds: [] }),
  'workspace/symbol': () => ({ query: '' }),
  'workspace/willRenameFiles': () => ({
    files: [{ oldUri: 'file:///workspace/_署名.prompt', newUri: 'file:///workspace/x/_題.prompt' }],
  }),
  'callHierarchy/incomingCalls': () => ({ item: { uri: 'file:///workspace/_署名.prompt' } }),
  'callHierarchy/outgoingCalls': () => ({ item: { uri } }),
};
/** They say nothing of places. */
const placeless = [
  'completionItem/resolve',
  'inlayHint/resolve',
  'workspace/executeCommand',
  'codeAction/resolve',
  'textDocument/semanticTokens/full/delta',
];

test('every request that is served is in one of the tables', () => {
  const known = [...Object.keys(requests), ...Object.keys(wholeRequests), ...placeless];
  expect(features.map(({ method }) => method).filter((method) => !known.includes(method))).toEqual([]);
});

test.each(Object.keys({ ...requests, ...wholeRequests }))(
  '%s means the same places in UTF-8 and in UTF-16',
  async (method) => {
    const [utf8, utf16] = [await server('utf-8'), await server('utf-16')];
    const whole = wholeRequests[method];
    const text = utf16.document.text;
    const offsets = whole ? [0] : [...text.matchAll(/(?<=[\s{}|.="]|^)./gsu)].map(({ index }) => index);
    const params = whole ?? requests[method];
    let places = 0;
    for (const offset of offsets) {
      const [one, other] = await Promise.all(
        [utf8, utf16].map(async (each) => inOffsets(each, await each.ask(method, params?.(each, offset)))),
      );
      expect(one).toEqual(other);
      places += JSON.stringify(one).split('"@').length - 1;
      expectWellFormed(JSON.stringify(one));
    }
    if (
      !['textDocument/signatureHelp', 'textDocument/foldingRange', 'textDocument/onTypeFormatting'].includes(
        method,
      )
    )
      expect(places).toBeGreaterThan(0);
  },
);

/** No place splits a pair of surrogates, and no range ends before it begins. */
function expectWellFormed(answer: string): void {
  for (const [, path = '', start, end] of answer.matchAll(
    /"start":"@([^"]*?):(\d+)","end":"@[^"]*?:(\d+)"/g,
  )) {
    const text = files[path as keyof typeof files] ?? '';
    expect(Number(end)).toBeGreaterThanOrEqual(Number(start));
    for (const offset of [Number(start), Number(end)])
      expect(text.slice(offset)).not.toMatch(/^[\uDC00-\uDFFF]/);
  }
}

/** The answer with `@file:offset` for each position, and tokens as spans. */
async function inOffsets({ context }: Server, answer: unknown): Promise<unknown> {
  const documents = new Map<string, PromptDocument>();
  for (const path of Object.keys(files)) {
    const document = await context.workspace.load(`file:///workspace/${path}`);
    if (document) documents.set(path, document);
  }
  const translate = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => translate(item, path));
    if (typeof value !== 'object' || value === null) return value;
    const record = value as Record<string, unknown>;
    if (typeof record.line === 'number' && typeof record.character === 'number') {
      const position = { line: record.line, character: record.character };
      const lines = documents.get(path)?.lines;
      // A file that is only to be made.
      if (!lines) return position;
      // A position that is moved when it is looked up was none.
      expect(lines.positionAt(lines.offsetAt(position))).toEqual(position);
      return `@${path}:${lines.offsetAt(position)}`;
    }
    if (Array.isArray(record.data) && record.data.every((each) => typeof each === 'number'))
      return spans(record.data, documents.get(path));
    const own = addressIn(record) ?? path;
    return Object.fromEntries(
      Object.entries(record).map(([key, child]) => {
        const place = key.startsWith('file:')
          ? pathOf(key)
          : key === 'originSelectionRange'
            ? path
            : key === 'fromRanges' && !record.from
              ? 'test.prompt'
              : own;
        return [key, translate(child, place)];
      }),
    );
  };
  return translate(answer, 'test.prompt');
}

/** Of an incoming call the ranges lie in the caller. */
function addressIn(record: Record<string, unknown>): string | undefined {
  const from = record.from as { uri?: string } | undefined;
  const textDocument = record.textDocument as { uri?: string } | undefined;
  const address = record.uri ?? record.targetUri ?? textDocument?.uri ?? from?.uri;
  return typeof address === 'string' ? pathOf(address) : undefined;
}

function pathOf(address: string): string {
  return decodeURIComponent(address.replace('file:///workspace/', ''));
}

function spans(data: readonly number[], document: PromptDocument | undefined): string[] {
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [deltaLine = 0, deltaStart = 0, length = 0, type = 0] = data.slice(i, i + 5);
    if (deltaLine > 0) [line, character] = [line + deltaLine, 0];
    character += deltaStart;
    const start = document?.lines.offsetAt({ line, character });
    const end = document?.lines.offsetAt({ line, character: character + length });
    found.push(`@${start} ${document?.text.slice(start, end)} ${type}`);
  }
  return found;
}

test.each([
  [['utf-8', 'utf-16'], 'utf-8'],
  [['utf-32', 'utf-16', 'utf-8'], 'utf-16'],
  [['utf-32'], 'utf-16'],
  [undefined, 'utf-16'],
])('of the encodings %j that a client wants, we speak %s, also of what is typed', async (wanted, spoken) => {
  const capabilities = { general: { ...(wanted && { positionEncodings: wanted }) } };
  const client = await startTestClient({ capabilities });
  try {
    expect(client.initialized.capabilities.positionEncoding).toBe(spoken);
    client.open(uri, '😀{{json x}}');
    const character = spoken === 'utf-8' ? 4 : 2;
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line: 0, character }, end: { line: 0, character } }, text: '漢' }],
    });
    const places = await client.request('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: spoken === 'utf-8' ? 10 : 6 },
    });
    const start = spoken === 'utf-8' ? 9 : 5;
    expect(places).toMatchObject({
      range: { start: { line: 0, character: start }, end: { line: 0, character: start + 4 } },
    });
  } finally {
    client.dispose();
  }
});
