import type { WorkspaceDiagnosticReport } from 'vscode-languageserver';
import { open, type Opened } from '../testing/context';
import { documentDiagnostics, lspDiagnosticsOf, workspaceDiagnostics } from './diagnostics';

const uri = (path: string) => `file:///workspace/${path}`;
const going = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};
const named = ({ items }: WorkspaceDiagnosticReport) => items.map((item) => item.uri.slice(uri('').length));
const prompts = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}.prompt`, `{{role "x"}}${i}`]));

test('each step of a circle stands in its own file', async () => {
  const files = { '_a.prompt': 'x{{>b}}', 'deep/_b.prompt': '\n{{>a}}' };
  const { context, document } = await open('{{>a}}', { files });
  const [found] = lspDiagnosticsOf(context, document);
  const at = (line: number, start: number, end: number) => ({
    start: { line, character: start },
    end: { line, character: end },
  });
  expect(found?.relatedInformation).toEqual([
    { message: '`a` includes `b` here.', location: { uri: uri('_a.prompt'), range: at(0, 4, 5) } },
    { message: '`b` includes `a` here.', location: { uri: uri('deep/_b.prompt'), range: at(1, 3, 4) } },
  ]);
});

test('a code leads to where it is explained, for clients that can show that', async () => {
  const { context, document } = await open('{{role "x"}}');
  const linked = (codeDescriptions: boolean, diagnosticsReference: string | undefined) => {
    const own = { ...context, diagnosticsReference, abilities: { ...context.abilities, codeDescriptions } };
    return lspDiagnosticsOf(own, document)[0]?.codeDescription?.href;
  };
  expect(linked(true, 'https://example.org/codes')).toBe('https://example.org/codes#unknown-role');
  expect(linked(false, 'https://example.org/codes')).toBeUndefined();
  expect(linked(true, undefined)).toBeUndefined();
});

describe('the whole workspace', () => {
  const ask = (
    { context }: Opened,
    previous: readonly { uri: string; value: string }[] = [],
    more: { partialResultToken?: string; token?: typeof going } = {},
  ) => {
    const { token = going, ...rest } = more;
    return workspaceDiagnostics(context, { previousResultIds: [...previous], ...rest }, token);
  };

  test('is reported to its last file, but for what is open', async () => {
    const report = await ask(await open('Hi {{x}}', { path: 'own.prompt', files: prompts(2500) }));
    expect(new Set(named(report)).size).toBe(2500);
    expect(named(report)).not.toContain('own.prompt');
  });

  test('comes in pieces to a client that takes them', async () => {
    const sent: WorkspaceDiagnosticReport[] = [];
    const notify = (method: string, params: unknown): void => {
      const { token, value } = params as { token: string; value: WorkspaceDiagnosticReport };
      expect([method, token]).toEqual(['$/progress', 'me']);
      sent.push(value);
    };
    const opened = await open('Hi {{x}}', { files: prompts(450), context: { client: { notify } } });
    const last = await ask(opened, [], { partialResultToken: 'me' });
    expect([...sent, last].map(({ items }) => items.length)).toEqual([200, 200, 50]);
    expect(new Set([...sent, last].flatMap(named)).size).toBe(450);
  });

  test('ends when it is no longer wanted', async () => {
    const opened = await open('Hi {{x}}', { files: prompts(30) });
    const { items } = await ask(opened, [], { token: { ...going, isCancellationRequested: true } });
    expect(items).toEqual([]);
  });

  test('says again only what changed', async () => {
    const files = { 'a.prompt': '{{role "x"}}', 'b.prompt': '{{>p}}', '_p.prompt': 'Hi' };
    const opened = await open('Hi {{x}}', { files });
    const first = await ask(opened);
    const known = first.items.flatMap((item) =>
      item.resultId ? [{ uri: item.uri, value: item.resultId }] : [],
    );
    const partial = opened.context.documents.open(uri('_p.prompt'), 'dotprompt', 2, '{{>p}}');
    opened.context.workspace.textChanged(partial);
    const again = await ask(opened, known);
    expect(again.items.map((item) => [item.uri, item.kind])).toEqual([
      [uri('a.prompt'), 'unchanged'],
      [uri('b.prompt'), 'full'],
    ]);
  });

  test('takes back what it said of files that have gone, and nothing of what is open', async () => {
    const opened = await open('Hi {{x}}', { path: 'own.prompt' });
    const known = ['gone.prompt', 'own.prompt'].map((path) => ({ uri: uri(path), value: '1' }));
    const { items } = await ask(opened, known);
    expect(items).toEqual([{ kind: 'full', uri: uri('gone.prompt'), version: null, items: [] }]);
  });
});

test('an open file of tests is compared with its prompt', async () => {
  const files = { 'a.prompt': '---\ninput: { schema: { n: string } }\n---\n{{n}}' };
  const { context, textDocument } = await open('- vars: {}', { path: 'a.tests.yaml', files });
  const report = await documentDiagnostics(context, { textDocument });
  expect(report).toMatchObject({ kind: 'full', items: [{ code: 'missing-input' }] });
});
