import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { mergeTexts } from './merge-prompts';

const folder = mkdtempSync(join(tmpdir(), 'merge-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the real git makes of it; its exit status is the number of conflicts. */
function gitMerge(base: string, ours: string, theirs: string): { text: string; clean: boolean } {
  const files = Object.entries({ ours, base, theirs }).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return name;
  });
  const { stdout, status } = spawnSync(
    'git',
    ['merge-file', '--diff3', '-p', '-L', 'ours', '-L', 'base', '-L', 'theirs', ...files],
    { cwd: folder, encoding: 'utf8' },
  );
  return { text: stdout, clean: status === 0 };
}

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly add: readonly string[];
}

const edits = fc.array(
  fc.record({
    at: fc.nat(30),
    remove: fc.nat(3),
    add: fc.array(fc.constantFrom('new', 'other'), { maxLength: 3 }),
  }),
  { maxLength: 4 },
);

function edited(lines: readonly string[], script: readonly Edit[], mark: string): string {
  const result = [...lines];
  for (const { at, remove, add } of script)
    result.splice(at, remove, ...add.map((line, index) => `${line} ${mark}${at}${index}`));
  return result.map((line) => `${line}\n`).join('');
}

/** Lines that stand once: of lines that repeat, several shortest differences exist, and Git may choose another one. */
const base = fc.nat(30).map((length) => Array.from({ length }, (_, index) => `line ${index}`));

describe('mergeTexts', () => {
  it('merges what the real git merges, to the same text, and conflicts where git does', () => {
    let clean = 0;
    fc.assert(
      fc.property(base, edits, edits, fc.constantFrom('a', 'b'), (lines, one, other, mark) => {
        const [text, ours, theirs] = [
          edited(lines, [], ''),
          edited(lines, one, 'a'),
          edited(lines, other, mark),
        ];
        const git = gitMerge(text, ours, theirs);
        const merged = mergeTexts(text, ours, theirs);
        if (git.clean) clean++;
        expect({ text: merged.text, clean: merged.conflicts.length === 0 }).toEqual(git);
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 5000 : 150 },
    );
    expect(clean).toBeGreaterThan(50);
  });
});
