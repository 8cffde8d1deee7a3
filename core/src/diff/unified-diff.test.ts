import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { unifiedDiff } from './unified-diff';

const lines = fc
  .array(fc.constantFrom('a', 'b', '', '---', '+++ x', '{{role "user"}}', 'ä€'), { maxLength: 30 })
  .chain((list) => fc.constantFrom(list.join('\n'), list.map((line) => `${line}\n`).join('')));

describe('unifiedDiff', () => {
  it('is empty for equal texts', () => {
    expect(unifiedDiff('a\n', 'a\n', { path: 'x.prompt' })).toBe('');
  });

  it('names the file as Git does, with three lines of context', () => {
    expect(unifiedDiff('1\n2\n3\n4\n5\n', '1\n2\n3\n4\nfive\n', { path: 'dir/x.prompt' })).toBe(
      '--- a/dir/x.prompt\n+++ b/dir/x.prompt\n@@ -2,4 +2,4 @@\n 2\n 3\n 4\n-5\n+five\n',
    );
    expect(unifiedDiff(undefined, 'a\n', { path: 'x' })).toMatch(/^--- \/dev\/null\n\+\+\+ b\/x\n/);
  });

  it('turns the one text into the other when it is applied', () => {
    fc.assert(
      fc.property(lines, lines, (from, to) => {
        const patch = unifiedDiff(from, to, { path: 'x' });
        expect(patch === '' ? from : applyPatch(from, patch)).toBe(to);
      }),
    );
  });

  it('is understood by git', () => {
    const folder = mkdtempSync(join(tmpdir(), 'diff-'));
    try {
      for (const [from, to] of fc.sample(fc.tuple(lines, lines), { numRuns: 15, seed: 7 })) {
        if (from === to || from === '' || to === '') continue;
        writeFileSync(join(folder, 'x'), from);
        execFileSync('git', ['apply', '--unidiff-zero', '-'], {
          cwd: folder,
          input: unifiedDiff(from, to, { path: 'x' }),
        });
        expect(readFileSync(join(folder, 'x'), 'utf8')).toBe(to);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shows texts that have little in common as one replacement', () => {
    const from = `same\n${Array.from({ length: 5000 }, (_, i) => `old ${i}\n`).join('')}end\n`;
    const to = `same\n${Array.from({ length: 5000 }, (_, i) => `new ${i}\n`).join('')}end`;
    const patch = unifiedDiff(from, to, { path: 'x' });
    expect(applyPatch(from, patch)).toBe(to);
    expect(patch.match(/^@@/gm)).toHaveLength(1);
  });
});
