import { type KeptHistory, KeptPack } from './kept-pack';

const pieces = async function* (...texts: string[]) {
  for (const text of texts) yield Promise.resolve(Buffer.from(text));
};
const idOf = (digit: string) => digit.repeat(40);
const one = { tip: idOf('1'), commits: 1, ids: [idOf('1'), idOf('2')] };
const two = { tip: idOf('3'), commits: 2, ids: [idOf('3')] };

async function all(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

let kept: KeptPack;
let release: () => Promise<void>;
beforeEach(async () => {
  kept = await KeptPack.create(8);
  release = kept.use();
});
afterEach(async () => {
  kept.drop();
  await release();
});
const history = (): KeptHistory => kept.history!;

it('keeps what it passes on, and what comes after', async () => {
  expect(await all(kept.grow(undefined, pieces('ab', 'c'), one))).toBe('abc');
  const first = history();
  expect(await all(kept.grow(first, pieces('de'), two))).toBe('de');
  expect(history()).toMatchObject({ tip: idOf('3'), commits: 3, bytes: 5 });
  expect([...history().ids]).toEqual([idOf('1'), idOf('2'), idOf('3')]);
  expect(await all(kept.read(history()))).toBe('abcde');
  expect(await all(kept.read(first))).toBe('abc');
});

it('keeps nothing of what was not taken to its end', async () => {
  await all(kept.grow(undefined, pieces('abc'), one));
  const first = history();
  for await (const chunk of kept.grow(first, pieces('de', 'f'), two)) {
    expect(chunk.toString()).toBe('de');
    break;
  }
  expect(history()).toBe(first);
  expect(kept.bytes).toBe(3);
  await expect(all(kept.read({ ...first, bytes: 4 }))).rejects.toThrow('shorter than it was');
  expect(await all(kept.grow(first, pieces('gh'), two))).toBe('gh');
  expect(await all(kept.read(history()))).toBe('abcgh');
});

it('lets one reader write, and the others have what they asked for', async () => {
  const writer = kept.grow(undefined, pieces('a', 'b'), one);
  await writer.next();
  expect(await all(kept.grow(undefined, pieces('a', 'b'), one))).toBe('ab');
  expect(kept.history).toBeUndefined();
  expect(await all(writer)).toBe('b');
  expect(await all(kept.read(history()))).toBe('ab');
  const first = history();
  await all(kept.grow(first, pieces('c'), two));
  // Planned beside what is no longer all.
  expect(await all(kept.grow(first, pieces('c'), two))).toBe('c');
  expect(await all(kept.read(history()))).toBe('abc');
});

it('can be read to the end after it was dropped', async () => {
  await all(kept.grow(undefined, pieces('abc'), one));
  kept.drop();
  expect(await all(kept.read(history()))).toBe('abc');
});

it('stays as it is, and passes all on, where there would be too much of it', async () => {
  await all(kept.grow(undefined, pieces('abc'), one));
  const first = history();
  const growing = kept.grow(first, pieces('defg', 'hi', 'j'), two);
  await growing.next();
  expect(kept.bytes).toBe(7);
  expect((await growing.next()).value?.toString()).toBe('hi');
  // The disk has it back before the rest is taken.
  expect(kept.bytes).toBe(3);
  await expect(all(kept.read({ ...first, bytes: 4 }))).rejects.toThrow('shorter than it was');
  expect(await all(growing)).toBe('j');
  expect(history()).toBe(first);
  expect(await all(kept.read(first))).toBe('abc');
  const again = kept.grow(first, pieces('defg', 'hi', 'j'), two);
  await again.next();
  expect(kept.bytes).toBe(3);
  expect(await all(again)).toBe('hij');
});

it('grows no more once it is dropped', async () => {
  const growing = kept.grow(undefined, pieces('ab', 'c'), one);
  await growing.next();
  kept.drop();
  expect(await all(growing)).toBe('c');
  expect(kept.bytes).toBe(0);
  expect(kept.history).toBeUndefined();
});
