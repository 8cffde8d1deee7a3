import { KeptPack } from './kept-pack';
import { KeptPacks } from './kept-packs';

const pieces = async function* (...texts: string[]) {
  for (const text of texts) yield Promise.resolve(Buffer.from(text));
};
const added = { tip: '1'.repeat(40), commits: 1, ids: ['1'.repeat(40)] };

async function all(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

const grow = (kept: KeptPack, text: string): Promise<string> =>
  all(kept.grow(kept.history, pieces(text), added));

let packs: KeptPacks;
afterEach(() => packs.clear());

/** Keeps `text` for a project. */
async function keep(project: string, text: string): Promise<KeptPack> {
  const kept = await packs.create();
  const release = packs.use(project, kept);
  expect(await grow(kept, text)).toBe(text);
  await release();
  return kept;
}

it('holds a pack open for who reads it, though there is no room for it', async () => {
  packs = new KeptPacks({ packs: 9, bytes: 8 });
  const large = await KeptPack.create(9);
  await grow(large, 'nine long');
  const release = packs.use('a', large);
  expect(packs.get('a')).toBeUndefined();
  expect(await all(large.read(large.history!))).toBe('nine long');
  await release();
  await expect(all(large.read(large.history!))).rejects.toThrow('closed');
});

it('lets go of what was not used for longest, as soon as one has grown too large', async () => {
  packs = new KeptPacks({ packs: 9, bytes: 8 });
  const [a, b] = [await keep('a', 'aaa'), await keep('b', 'bbb')];
  await packs.use('a', a)();
  await keep('c', 'ccc');
  expect([packs.get('a'), packs.get('b')]).toEqual([a, undefined]);
  await expect(all(b.read(b.history!))).rejects.toThrow('closed');
  expect(await all(a.read(a.history!))).toBe('aaa');
});

it('counts what is being written, and keeps nothing of a clone that broke off', async () => {
  packs = new KeptPacks({ packs: 9, bytes: 8 });
  const a = await keep('a', 'aaa');
  const b = await packs.create();
  const release = packs.use('b', b);
  const growing = b.grow(undefined, pieces('bbbbbb', 'b'), added);
  await growing.next();
  await packs.use('a', a)();
  expect([packs.get('a'), packs.get('b')]).toEqual([a, undefined]);
  await growing.return(undefined);
  await release();
  expect(b.bytes).toBe(0);
});

it('never has more packs than it may', async () => {
  packs = new KeptPacks({ packs: 2, bytes: 8 });
  for (const project of ['a', 'b', 'c']) await keep(project, project);
  expect(['a', 'b', 'c'].map((project) => packs.get(project) !== undefined)).toEqual([false, true, true]);
});
