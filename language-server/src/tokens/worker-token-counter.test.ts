import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Threads from 'node:worker_threads';
import fc from 'fast-check';
import { bundleTokenizer } from '../testing/bundle-tokenizer';
import { WorkerTokenCounter } from './worker-token-counter';

/** Every thread that starts. */
const mockStarted: Threads.Worker[] = [];
jest.mock('node:worker_threads', () => {
  const real = jest.requireActual<typeof Threads>('node:worker_threads');
  class Watched extends real.Worker {
    constructor(...given: ConstructorParameters<typeof Threads.Worker>) {
      super(...given);
      mockStarted.push(this);
    }
  }
  return { ...real, Worker: Watched };
});

const folder = mkdtempSync(join(tmpdir(), 'prompthub-tokenizer-'));
const script = join(folder, 'tokenizer.js');
/** Threads that behave as they are told to by the text. */
const puppet = join(folder, 'puppet.js');
const encoding = 'o200k_base';
const log = jest.fn();
let counter: WorkerTokenCounter;

// Loading a vocabulary takes a second or more on a busy machine.
jest.setTimeout(30_000);

beforeAll(() => {
  bundleTokenizer(script);
  writeFileSync(
    puppet,
    `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ([text]) => {
      if (text === 'crash') throw new Error('crashed');
      if (text === 'exit') process.exit(3);
      if (text === 'hang') for (;;);
      parentPort.postMessage(text === 'nonsense' ? { text } : [text.length]);
    });`,
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  mockStarted.length = 0;
  log.mockClear();
});

afterEach(() => counter.dispose());

const counting = (file: string, timeLimitMs?: number) => {
  counter = new WorkerTokenCounter({ script: file, log, ...(timeLimitMs && { timeLimitMs }) });
  return (text: string, topic = text) => counter.count({ encoding, texts: [text], topic });
};

test('counts the texts of a question, each for itself, in one thread that the first question starts', async () => {
  counting(script);
  expect(mockStarted).toEqual([]);
  const texts = ['hello world', '', 'a\uFEFFb', '<|im_start|>'];
  expect(await counter.count({ encoding, texts, topic: 'a' })).toEqual([2, 0, undefined, 6]);
  expect(await counter.count({ encoding, texts: [], topic: 'a' })).toEqual([]);
  expect(mockStarted).toHaveLength(1);
});

test('holds one vocabulary at a time, and each question is answered by its own', async () => {
  counting(script);
  const ask = (name: 'o200k_base' | 'cl100k_base') =>
    counter.count({ encoding: name, texts: ['你好世界'], topic: name });
  expect(await Promise.all([ask('o200k_base'), ask('cl100k_base')])).toEqual([[2], [5]]);
  expect(await ask('cl100k_base')).toEqual([5]);
  expect(mockStarted).toHaveLength(2);
  expect(threads()).toEqual([-1, expect.any(Number)]);
});

test('any text is answered', async () => {
  counting(script);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), async (texts) => {
      expect(await counter.count({ encoding, texts, topic: '' })).toHaveLength(texts.length);
    }),
    { numRuns: 20 },
  );
});

test('what is too long is not counted, and starts nothing', async () => {
  const count = counting(script);
  expect(await count('a '.repeat(500_001))).toBeUndefined();
  expect(mockStarted).toEqual([]);
});

test('a question that waits gives way to a newer one about the same; others are answered', async () => {
  const count = counting(puppet);
  const asked = [count('a', 'x'), count('bb', 'x'), count('ccc', 'y'), count('dddd', 'x')];
  expect(await Promise.all(asked)).toEqual([[1], undefined, [3], [4]]);
});

test.each(['crash', 'exit'])(
  'after an end by %s the next question is answered by a new thread',
  async (end) => {
    const count = counting(puppet);
    expect(await Promise.all([count(end), count('next')])).toEqual([undefined, [4]]);
    expect(mockStarted).toHaveLength(2);
  },
);

test('what does not end is ended', async () => {
  const count = counting(puppet, 300);
  expect(await Promise.all([count('hang'), count('next')])).toEqual([undefined, [4]]);
});

test('an answer that makes no sense is none', async () => {
  const count = counting(puppet);
  expect(await Promise.all([count('nonsense'), count('next')])).toEqual([undefined, [4]]);
  expect(mockStarted).toHaveLength(1);
});

test.each([
  ['that fails again and again', () => counting(puppet)],
  ['whose file is missing', () => counting(join(folder, 'missing.js'))],
])('a tokenizer %s is given up, and nobody is left waiting', async (_what, start) => {
  const count = start();
  const all = ['1', '2', '3', '4', '5'].map((topic) => count('crash', topic));
  expect(await Promise.all(all)).toEqual(all.map(() => undefined));
  expect(await count('again')).toBeUndefined();
  expect(mockStarted).toHaveLength(3);
  expect(log).toHaveBeenCalledWith(expect.stringContaining('The tokenizer failed'));
});

test('a tokenizer that cannot even be started is given up', async () => {
  const count = counting('./no-absolute-path.js');
  const all = ['1', '2', '3', '4'].map((topic) => count('text', topic));
  expect(await Promise.all(all)).toEqual(all.map(() => undefined));
  expect(log.mock.calls).toHaveLength(3);
});

test('disposed of while it counts, it answers everybody and leaves no thread', async () => {
  const count = counting(puppet);
  await count('warm');
  const all = [count('hang'), count('next')];
  await counter.dispose();
  expect(await Promise.all(all)).toEqual([undefined, undefined]);
  expect(threads()).toEqual([-1]);
  expect(await count('later')).toBeUndefined();
  expect(mockStarted).toHaveLength(1);
});

/** The number of each thread, which is -1 as soon as it has ended. */
const threads = (): number[] => mockStarted.map(({ threadId }) => threadId);
