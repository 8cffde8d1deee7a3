import type { Diagnostic, TextEdit } from '@prompthub/core';

/** Rounds after which two rules that undo each other's fix are stopped. */
const MAX_ROUNDS = 20;

/**
 * Applies every fix that is the one obvious repair, and again what these bring to light, until nothing is left.
 * @returns the new text and how many fixes went into it
 */
export async function applyFixes(
  text: string,
  diagnose: (text: string) => Promise<readonly Diagnostic[]>,
): Promise<{ text: string; applied: number }> {
  let current = text;
  let applied = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const edits = chooseEdits(await diagnose(current));
    if (edits.length === 0) break;
    applied += edits.length;
    current = applyEdits(current, edits.flat());
  }
  return { text: current, applied };
}

/** The preferred fixes that do not touch each other; the rest waits for the next round. */
function chooseEdits(diagnostics: readonly Diagnostic[]): (readonly TextEdit[])[] {
  const chosen: (readonly TextEdit[])[] = [];
  const taken: TextEdit[] = [];
  for (const { fixes } of diagnostics) {
    const fix = fixes.find(({ preferred, createFile }) => preferred && !createFile);
    if (!fix || fix.edits.length === 0) continue;
    if (fix.edits.some((edit) => taken.some((other) => overlaps(edit, other)))) continue;
    taken.push(...fix.edits);
    chosen.push(fix.edits);
  }
  return chosen;
}

function overlaps({ range: a }: TextEdit, { range: b }: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { range, newText } of [...edits].sort((a, b) => b.range.start - a.range.start)) {
    result = result.slice(0, range.start) + newText + result.slice(range.end);
  }
  return result;
}
