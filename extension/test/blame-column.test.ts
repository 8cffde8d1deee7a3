import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { BlameColumn } from '../src/blame/blame-column';
import type { LineOrigin } from '../src/blame/blame-lines';

const NOW = Date.parse('2026-01-01T12:00:00.000Z');

describe('the column that says who wrote each line', () => {
  const column = new BlameColumn(() => undefined);
  after(() => column.dispose());

  /** Counts what is written into it: per decoration type, how many lines have it. */
  function editor(): { editor: vscode.TextEditor; written: number[] } {
    const written: number[] = [];
    const setDecorations = (_type: unknown, ranges: readonly unknown[]) => void written.push(ranges.length);
    return { editor: { setDecorations } as unknown as vscode.TextEditor, written };
  }
  const lines: readonly LineOrigin[] = ['new', 'new'];

  it('is written once, until the lines or the minute are others', () => {
    const one = editor();
    column.show(one.editor, lines, NOW);
    const once = one.written.length;
    assert.ok(once > 0 && one.written.includes(2));
    column.show(one.editor, lines, NOW + 1000);
    assert.equal(one.written.length, once);
    column.show(one.editor, lines, NOW + 60_000);
    assert.equal(one.written.length, 2 * once);
    column.show(one.editor, [...lines], NOW + 60_000);
    assert.equal(one.written.length, 3 * once);
  });

  it('is taken away once, and an editor that never had it is left alone', () => {
    const [one, other] = [editor(), editor()];
    column.show(one.editor, lines, NOW);
    const once = one.written.length;
    column.show(one.editor, undefined, NOW);
    assert.deepEqual(new Set(one.written.slice(once)), new Set([0]));
    column.show(one.editor, undefined, NOW + 60_000);
    assert.equal(one.written.length, 2 * once);
    column.show(other.editor, undefined, NOW);
    assert.deepEqual(other.written, []);
  });
});
