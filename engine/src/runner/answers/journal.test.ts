import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { JournalError, type JournalQuestion, type RememberedAnswer } from './answer-journal';
import { openJournal, type JournalOptions } from './open-journal';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'prompthub-journal-'));
  file = path.join(folder, 'answers.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const question = (key: string, label = `test ${key}`): JournalQuestion => ({
  key,
  label,
  prompt: `Say ${key}`,
});
const answer = (text: string): RememberedAnswer => {
  const usage = { inputTokens: 3, outputTokens: 2, estimated: false };
  return {
    model: 'openai/gpt-5-mini',
    answer: { text, toolCalls: [], finishReason: 'stop', usage, model: 'gpt-5-mini-2025', requestId: 'r-1' },
    costUsd: 0.25,
    latencyMs: 12,
  };
};
const textOf = (remembered: RememberedAnswer | undefined): string | undefined => remembered?.answer.text;

/** Opens, does something, and lets go, as a process does. */
async function using<T>(
  options: Partial<JournalOptions>,
  work: (journal: Awaited<ReturnType<typeof openJournal>>) => T,
): Promise<T> {
  const journal = await openJournal({ file, mode: 'resume', ...options });
  try {
    return work(journal);
  } finally {
    await journal.close();
  }
}
const askAll = (keys: readonly string[], options: Partial<JournalOptions> = {}): Promise<void> =>
  using(options, (journal) => {
    for (const key of keys) {
      if (journal.find(question(key))) continue;
      journal.asked(question(key));
      journal.answered(question(key), answer(`${key}!`));
    }
  });

test('what was answered is given again with its cost, and nothing of it is asked', async () => {
  await askAll(['a', 'b']);
  await using({ mode: 'replay' }, (journal) => {
    expect(journal.find(question('a'))).toMatchObject({ costUsd: 0.25, answer: { text: 'a!' } });
    expect(() => journal.find(question('c'))).toThrow(/no recorded answer for “test c”.*auto/s);
  });
});

describe('a run that ended in the middle', () => {
  const interrupted = (): Promise<void> =>
    using({}, (journal) => {
      journal.asked(question('open'));
      journal.asked(question('refused'));
      journal.refused(question('refused'));
    });

  test('a cassette that is put in order keeps in mind what may have been paid', async () => {
    await interrupted();
    for (let run = 0; run < 2; run++)
      await using({ mode: 'auto' }, (journal) =>
        expect(() => journal.find(question('open'))).toThrow('may have been paid'),
      );
    await askAll(['open'], { mode: 'auto', askAgain: true });
    expect(readFileSync(file, 'utf8')).not.toContain('"asked"');
  });

  test('is not asked again what may have been paid, unless somebody wants it', async () => {
    await interrupted();
    await using({}, (journal) => {
      expect(() => journal.find(question('open'))).toThrow(/may have been paid.*--ask-again/s);
      expect(journal.find(question('refused'))).toBeUndefined();
      expect(journal.find(question('new'))).toBeUndefined();
    });
    await using({ askAgain: true }, (journal) => {
      expect(journal.find(question('open'))).toBeUndefined();
    });
  });

  test('counts what may have been paid at the most that it may cost, also when it was asked again', async () => {
    expect(await using({}, ({ isEmpty }) => isEmpty)).toBe(true);
    await using({}, (journal) => {
      journal.asked(question('a'), 0.5);
      journal.answered(question('a'), answer('a!'));
      journal.asked(question('refused'), 8);
      journal.refused(question('refused'));
      for (const atMostUsd of [0.25, 0.125]) journal.asked(question('b'), atMostUsd);
      journal.answered(question('b'), answer('b!'));
      journal.asked(question('open'), 2);
    });
    const figures = await using({}, ({ spentUsd, perhapsUsd, isEmpty }) => ({
      ...{ spentUsd, perhapsUsd, isEmpty },
    }));
    expect(figures).toEqual({ spentUsd: 0.5, perhapsUsd: 2.25, isEmpty: false });
    // Answers in cassettes are of other runs.
    expect(await using({ mode: 'replay' }, ({ spentUsd, perhapsUsd }) => spentUsd + perhapsUsd)).toBe(0);
  });

  test('may be cut off at every byte: what is whole holds, what is torn is written anew', async () => {
    await askAll(['a', 'ü']);
    const whole = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (length) => {
        writeFileSync(file, whole.subarray(0, length));
        const lines = whole.subarray(0, length).toString().split('\n');
        await using({ askAgain: true }, (journal) => {
          const wasThere = lines.some((line) => line.startsWith('{"answered":"a"') && isWhole(line));
          expect(journal.find(question('a')) !== undefined).toBe(wasThere);
          journal.asked(question('late'));
          journal.answered(question('late'), answer('late!'));
        });
        await using({}, (journal) => expect(textOf(journal.find(question('late')))).toBe('late!'));
      }),
      { numRuns: 60 },
    );
  });

  const isWhole = (line: string): boolean => {
    try {
      return JSON.parse(line) !== undefined;
    } catch {
      return false;
    }
  };
});

test('a line that is none is an error that names it', async () => {
  await askAll(['a']);
  appendFileSync(file, '<<<<<<< ours\n{"asked":"x"}\n');
  await expect(openJournal({ file, mode: 'replay' })).rejects.toThrow(/Line 4 of .*answers\.jsonl/);
  await expect(openJournal({ file, mode: 'resume' })).rejects.toThrow(JournalError);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('a file of something else is left as it is, also when it has no lines', async () => {
  writeFileSync(file, 'precious');
  await expect(openJournal({ file, mode: 'auto' })).rejects.toThrow(/Line 1 of/);
  expect(readFileSync(file, 'utf8')).toBe('precious');
});

test.each(['/dev/zero', tmpdir()])('what is no file, as %s, is refused at once', async (target) => {
  symlinkSync(target, file);
  for (const mode of ['auto', 'replay'] as const)
    await expect(openJournal({ file, mode })).rejects.toThrow(/answers\.jsonl: it is no file/);
  expect(existsSync(`${file}.lock`)).toBe(false);
});

describe('two runs with one journal', () => {
  test('the second is told, and may begin when the first has ended', async () => {
    const first = await openJournal({ file, mode: 'resume' });
    await expect(openJournal({ file, mode: 'auto' })).rejects.toThrow(/Another run is writing/);
    await first.close();
    await askAll(['a']);
  });

  test('a lock whose process is gone is taken over', async () => {
    writeFileSync(`${file}.lock`, '4194303 gone');
    await askAll(['a']);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});

test('on a full disk nothing more is asked, and what was written before holds', async () => {
  let room = 2;
  const { writeSync } = await import('node:fs');
  const write = (to: number, text: string): void => {
    if (--room >= 0) return void writeSync(to, text);
    writeSync(to, text.slice(0, 7));
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  await using({ write }, (journal) => {
    journal.asked(question('a'));
    journal.answered(question('a'), answer('a!'));
    expect(() => journal.asked(question('b'))).toThrow(/ENOSPC.*nothing more was asked/s);
    room = 9;
    expect(() => journal.asked(question('c'))).toThrow(/ENOSPC/);
  });
  await using({}, (journal) => {
    expect(textOf(journal.find(question('a')))).toBe('a!');
    expect(journal.find(question('b'))).toBeUndefined();
  });
});

test('room that is kept for a full disk has no name, so that nothing stays behind a process that dies', async () => {
  const journal = await openJournal({ file, mode: 'resume' });
  expect(readdirSync(folder).toSorted()).toEqual(['answers.jsonl', 'answers.jsonl.lock']);
  await journal.close();
});

test('what comes after the end is asked of nobody, and written to no other file', async () => {
  const journal = await openJournal({ file, mode: 'resume' });
  journal.asked(question('late'));
  await journal.close();
  const other = path.join(folder, 'other');
  const opened = openSync(other, 'w');
  journal.answered(question('late'), answer('late!'));
  expect(() => journal.asked(question('later'))).toThrow('The run has ended');
  await journal.close();
  closeSync(opened);
  expect(readFileSync(other, 'utf8')).toBe('');
  await using({}, (again) => expect(() => again.find(question('late'))).toThrow('may have been paid'));
});

describe('a cassette', () => {
  const lines = (): string[] => readFileSync(file, 'utf8').trim().split('\n');

  test('is the same whatever came first, and replaying changes nothing', async () => {
    await askAll(['test 2', 'test 10', 'test 1'], { mode: 'record' });
    const recorded = readFileSync(file, 'utf8');
    expect(lines().map((line) => /"label":"(.*?)"/.exec(line)?.[1])).toEqual([
      undefined,
      ...['test test 1', 'test test 2', 'test test 10'],
    ]);
    await askAll(['test 10', 'test 1', 'test 2'], { mode: 'auto' });
    expect(readFileSync(file, 'utf8')).toBe(recorded);
    expect(recorded).not.toMatch(/asked|r-1/);
  });

  test('forgets what a test asked in earlier words, and keeps the tests that did not run', async () => {
    await askAll(['a', 'b'], { mode: 'record' });
    await using({ mode: 'auto' }, (journal) => {
      expect(journal.find(question('a2', 'test a'))).toBeUndefined();
      journal.asked(question('a2', 'test a'));
      journal.answered(question('a2', 'test a'), answer('anew'));
    });
    expect(lines().map((line) => /"answered":"(.*?)"/.exec(line)?.[1])).toEqual([undefined, 'a2', 'b']);
  });

  test('counts what is paid while it is open, and not what others paid', async () => {
    await askAll(['a'], { mode: 'auto' });
    const journal = await openJournal({ file, mode: 'auto' });
    expect(journal.spentUsd).toBe(0);
    journal.asked(question('b'));
    journal.answered(question('b'), answer('b!'));
    expect(journal.spentUsd).toBe(0.25);
    await journal.close();
  });

  test('record asks everything anew', async () => {
    await askAll(['a'], { mode: 'auto' });
    await using({ mode: 'record' }, (journal) => expect(journal.find(question('a'))).toBeUndefined());
  });
});
