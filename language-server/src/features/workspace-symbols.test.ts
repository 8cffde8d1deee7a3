import { open } from '../testing/context';
import { workspaceSymbols } from './workspace-symbols';

const files = {
  'mail/reply.prompt': '',
  'mail/reply.formal.prompt': '',
  '_signature.prompt': '',
  'old.prompt': '---\nname: Apology\nprompthub.meta: { stability: deprecated }\n---\n',
  'a/long/way/down/report.prompt': '',
};

async function names(query: string): Promise<string[]> {
  const { context } = await open('', { files, path: 'zzz.prompt' });
  return (await workspaceSymbols(context, { query })).map(({ name }) => name);
}

test.each([
  ['reply', ['reply', 'reply.formal']],
  ['rf', ['reply.formal']],
  ['SIG', ['signature']],
  ['apology', ['Apology']],
  ['rep', ['reply', 'report', 'reply.formal']],
  ['eply', ['reply', 'reply.formal']],
  ['rt', ['report']],
  ['mail/reply', ['reply', 'reply.formal']],
  ['mail', []],
  ['a/l/dr', ['report']],
  ['/prompt', []],
  ['xyz', []],
])('%s finds %j', async (query, expected) => {
  expect(await names(query)).toEqual(expected);
});

test('nothing asked for lists everything', async () => {
  expect(await names('')).toHaveLength(6);
});

test('partials and prompts are told apart, what is deprecated is marked, and the file is not said twice', async () => {
  const { context } = await open('', { files, path: 'zzz.prompt' });
  const [signature] = await workspaceSymbols(context, { query: 'signature' });
  const [apology] = await workspaceSymbols(context, { query: 'apology' });
  const location = (path: string) => ({
    uri: `file:///workspace/${path}`,
    range: expect.any(Object) as object,
  });
  expect(signature).toEqual({
    name: 'signature',
    kind: 2,
    location: location('_signature.prompt'),
  });
  expect(apology).toMatchObject({ kind: 1, tags: [1], location: location('old.prompt') });
});

test('at most 200 are answered, the best ones', async () => {
  const many = Object.fromEntries([...Array(500).keys()].map((i) => [`x${i}/abc${i}.prompt`, '']));
  const { context } = await open('', { files: { ...many, 'abc.prompt': '' } });
  const found = await workspaceSymbols(context, { query: 'abc' });
  expect(found).toHaveLength(200);
  expect(found[0]?.name).toBe('abc');
});
