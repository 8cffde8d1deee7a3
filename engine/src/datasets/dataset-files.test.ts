import fc from 'fast-check';
import type { DatasetInput } from './dataset';
import { readDataset } from './read-dataset';
import { withDatasets } from './with-datasets';

/** A file that is read in pieces of these sizes, over and over, and how many bytes of it were. */
function pieces(bytes: Uint8Array, sizes: readonly number[] = [64 * 1024]): AsyncIterable<Uint8Array> {
  return (async function* () {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1;
      await Promise.resolve();
      yield bytes.subarray(at, at + size);
      at += size;
    }
  })();
}

/** As many copies of a piece as anybody reads. */
function endless(piece: string): { readonly input: DatasetInput; read(): number } {
  let read = 0;
  const bytes = Buffer.from(piece);
  return {
    read: () => read,
    input: (async function* () {
      for (;;) {
        await Promise.resolve();
        read += bytes.length;
        yield bytes;
      }
    })(),
  };
}

const utf16 = (text: string, swapped = false): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return swapped ? bytes.swap16() : bytes;
};

const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', 'é', '😀', '{}', 'n\n1\n') });

test.each([
  ['UTF-8', (written: string) => Buffer.from(written)],
  ['UTF-8 with a mark', (written: string) => Buffer.from(`\uFEFF${written}`)],
  ['UTF-16, little end first', (written: string) => utf16(written)],
  ['UTF-16, big end first', (written: string) => utf16(written, true)],
])('%s, however it is cut into pieces, says what its text says', async (_name, encode) => {
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      text,
      sizes,
      fc.constantFrom('a.csv', 'a.jsonl', 'a.yaml'),
      async (written, cut, name) => {
        expect(await readDataset(name, pieces(encode(written), cut))).toEqual(
          await readDataset(name, written),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('rows of many blocks have the lines of their file, quoted line breaks counted', async () => {
  const long = 'x'.repeat(5_000);
  const rows = Array.from({ length: 300 }, (_, index) => `${index},"a\n""${long}"`);
  const bytes = Buffer.from(['n,text', ...rows].join('\r\n'));
  const { rows: found, problems } = await readDataset('a.csv', pieces(bytes, [70_001]));
  expect(problems).toEqual([]);
  expect(found.map(({ line, vars }) => [line, vars['n']])).toEqual(
    rows.map((_, index) => [2 + index * 2, `${index}`]),
  );
  expect(found.every(({ vars }) => vars['text'] === `a\n"${long}`)).toBe(true);
});

describe('a file without an end is not read to its end', () => {
  test.each([
    ['too many rows of CSV', 'a.csv', 'a\n'.repeat(5_000), 'more than 100,000 rows', 4],
    ['too many rows of JSON', 'a.jsonl', '{}\n'.repeat(100), 'more than 100,000 rows', 4],
    ['too many rows of no use', 'a.csv', `a,b\n${'x\n'.repeat(5_000)}`, 'more than 1,000 rows', 4],
    ['too many lines that are no JSON', 'a.jsonl', 'x\n'.repeat(5_000), 'more than 1,000 rows', 4],
    ['rows with too much in them', 'a.jsonl', `{"a":"${'x'.repeat(9_000)}"}\n`, '64 million characters', 70],
    [
      'a quote that is never closed',
      'a.csv',
      `"${'x'.repeat(99_998)}\n`.replace('\n', 'x'),
      '4 million characters',
      8,
    ],
    ['a line that never ends', 'a.jsonl', 'x'.repeat(99_999), '4 million characters', 8],
    ['too much YAML', 'a.yaml', `- a: ${'x'.repeat(1_000)}\n`, '5 million characters', 8],
  ])('%s', async (_name, file, piece, message, megabytes) => {
    const { input, read } = endless(piece);
    const { rows, problems } = await readDataset(file, input);
    expect([rows, problems.at(-1)?.message]).toEqual([[], expect.stringContaining(message)]);
    expect(read()).toBeLessThan(megabytes * 1_000_000);
  });
});

test.each([
  ['latin1', Buffer.from('name\nJosé\n', 'latin1'), 2],
  ['UTF-16 without its mark', Buffer.from('name\nJo\n', 'utf16le'), 1],
  ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x0a, 0x00, 0x01]), 2],
])('%s is no text, and the line is named', async (_name, bytes, line) => {
  expect(await readDataset('a.csv', pieces(bytes))).toEqual({
    rows: [],
    problems: [{ line, message: expect.stringContaining('Save the file as UTF-8') }],
  });
});

test('a YAML file whose aliases would fill the memory is a problem, not a catastrophe', async () => {
  const levels = Array.from(
    { length: 30 },
    (_, at) => `a${at}: &a${at} [${at === 0 ? 'x' : `*a${at - 1},`.repeat(9)}]`,
  );
  const { rows, problems } = await readDataset('a.yaml', `- ${levels.join('\n  ')}\n`);
  expect([rows.length, problems.length]).toEqual([0, 1]);
});

test('a file that fails while it is read is the fault of its test', async () => {
  const source = () =>
    Promise.resolve(
      (async function* () {
        await Promise.resolve();
        yield Buffer.from('a\n1\n');
        throw new Error('the disk is gone.');
      })(),
    );
  const test = { index: 0, description: 't', mode: 'run' as const, vars: {}, assert: [], dataset: 'x.csv' };
  expect(await withDatasets([test], source)).toMatchObject([{ fault: 'x.csv: the disk is gone.' }]);
});

test("promptfoo's columns say what must hold of a row", async () => {
  const csv =
    '__description,city,__expected,__expected2,__metric\nnorth,Oslo,contains: Nor,is-json,facts\n,Rome,,,\n';
  const own = [{ type: 'contains', value: 'x' }];
  const test = {
    index: 0,
    description: 't',
    mode: 'run' as const,
    vars: { k: 1 },
    assert: own,
    dataset: 'x.csv',
  };
  expect(await withDatasets([test], () => Promise.resolve(csv))).toMatchObject([
    {
      ...{ description: 'north (x.csv:2)', vars: { k: 1, city: 'Oslo' } },
      assert: [
        own[0],
        { type: 'contains', value: 'Nor', metric: 'facts' },
        { type: 'is-json', metric: 'facts' },
      ],
    },
    { description: 't (x.csv:3)', vars: { k: 1, city: 'Rome' }, assert: own },
  ]);
});
