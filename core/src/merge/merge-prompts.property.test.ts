import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import { parse } from '../parse';
import { arbitraryPrompt } from '../render/prompt.arbitrary';
import { render } from '../render/render';
import { editScript, layout, print, promptModel } from './merge.arbitrary';
import { mergePrompts } from './merge-prompts';

const numRuns = process.env['PROMPTHUB_FULL'] ? 10_000 : 150;

/** A prompt and what two people made of it. */
const threeSides = fc
  .tuple(promptModel, editScript, editScript, layout)
  .map(([model, one, other, style]) => ({
    base: print(model, style),
    ours: print(one(model), style),
    theirs: print(other(model), style),
  }));

const corpus = readCorpus();
if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);

/** Damage to any text: a few lines removed, doubled or added. */
const lineEdits = fc.array(
  fc.tuple(
    fc.nat(),
    fc.constantFrom('', 'x: 1\n', '{{role "user"}}\n', 'new line\n', '  - a\n', '---\n', '{{'),
  ),
  { maxLength: 3 },
);

function damaged(text: string, edits: readonly (readonly [number, string])[]): string {
  const lines = text.split(/(?<=\n)/);
  for (const [at, line] of edits) lines.splice(at % (lines.length + 1), line === '' ? 1 : 0, line);
  return lines.join('');
}

/** The paths of all values, with what stands there; items of lists by their description. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown) =>
      leaves(item, `${path}/${String((item as { description?: unknown }).description)}`),
    );
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}/${key}`));
}

function leavesOf(source: string): Map<string, string> {
  return new Map(leaves(parse(source).frontmatter?.value));
}

describe('mergePrompts', () => {
  it('does not care whose side is whose, where it does not conflict', () => {
    fc.assert(
      fc.property(threeSides, ({ base, ours, theirs }) => {
        const merged = mergePrompts(base, ours, theirs);
        const swapped = mergePrompts(base, theirs, ours);
        expect(swapped.conflicts).toHaveLength(merged.conflicts.length);
        if (merged.conflicts.length === 0) expect(swapped.text).toBe(merged.text);
      }),
      { numRuns },
    );
  });

  it('takes the value of the side that changed it, key by key', () => {
    let clean = 0;
    fc.assert(
      fc.property(threeSides, ({ base, ours, theirs }) => {
        const { text, conflicts } = mergePrompts(base, ours, theirs);
        if (text === undefined || conflicts.length > 0) return;
        clean++;
        const [old, mine, other, merged] = [base, ours, theirs, text].map(leavesOf);
        const all = new Set([...(old?.keys() ?? []), ...(mine?.keys() ?? []), ...(other?.keys() ?? [])]);
        const expected = [...all].flatMap((key) => {
          const was = old?.get(key);
          const value = mine?.get(key) === was ? other?.get(key) : mine?.get(key);
          return value === undefined ? [] : [[key, value] as const];
        });
        expect(Object.fromEntries(merged ?? [])).toEqual(Object.fromEntries(expected));
      }),
      { numRuns },
    );
    expect(clean).toBeGreaterThan(numRuns / 4);
  });

  it('loses no line that one side alone has added, and brings back none that one side has removed', () => {
    fc.assert(
      fc.property(threeSides, ({ base, ours, theirs }) => {
        const { text, conflicts } = mergePrompts(base, ours, theirs);
        if (text === undefined || conflicts.length > 0) return;
        const template = (source: string): Map<string, number> => {
          const { templateRange } = parse(source);
          return counts(source.slice(templateRange.start, templateRange.end).split('\n'));
        };
        const [old, mine, other, merged] = [base, ours, theirs, text].map(template);
        for (const line of new Set([...(mine?.keys() ?? []), ...(other?.keys() ?? [])])) {
          const [b = 0, o = 0, t = 0, m = 0] = [old, mine, other, merged].map((side) => side?.get(line) ?? 0);
          if (o === b) expect([line, m]).toEqual([line, t]);
          else if (t === b) expect([line, m]).toEqual([line, o]);
        }
      }),
      { numRuns },
    );
  });

  it('leaves the other side as it is, byte for byte, where one side changed nothing', () => {
    fc.assert(
      fc.property(arbitraryPrompt, arbitraryPrompt, (base, changed) => {
        expect(mergePrompts(base, changed, base)).toEqual({ text: changed, conflicts: [] });
        expect(mergePrompts(base, base, changed)).toEqual({ text: changed, conflicts: [] });
        expect(mergePrompts(base, changed, changed)).toEqual({ text: changed, conflicts: [] });
      }),
    );
  });

  it('makes a prompt that renders of two that render', async () => {
    await fc.assert(
      fc.asyncProperty(threeSides, async ({ base, ours, theirs }) => {
        const { text, conflicts } = mergePrompts(base, ours, theirs);
        if (text === undefined || conflicts.length > 0) return;
        expect(parse(text).problems).toEqual([]);
        await render(text, { input: { a: 'A' } });
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });

  it('survives any texts, and names ranges that hold what it says', () => {
    const survives = (base: string, ours: string, theirs: string): void => {
      const { conflicts } = mergePrompts(base, ours, theirs);
      for (const conflict of conflicts)
        for (const [side, text] of [
          ['base', base],
          ['ours', ours],
          ['theirs', theirs],
        ] as const) {
          const found = conflict[side];
          if (found) expect(text.slice(found.range.start, found.range.end)).toBe(found.text);
        }
    };
    const text = fc.oneof(fc.string({ unit: 'binary' }), arbitraryPrompt);
    fc.assert(fc.property(text, text, text, survives), { numRuns });
    fc.assert(
      fc.property(threeSides, lineEdits, lineEdits, ({ base, ours, theirs }, one, other) => {
        survives(base, damaged(ours, one), damaged(theirs, other).replaceAll('\n', '\r\n'));
      }),
      { numRuns },
    );
  });

  (corpus.absence === undefined ? it : it.skip)(
    'merges edits of real prompts the same both ways, or says so',
    () => {
      const files = corpus.files.map(({ text }) => text);
      fc.assert(
        fc.property(fc.constantFrom(...files), lineEdits, lineEdits, (base, one, other) => {
          const [ours, theirs] = [damaged(base, one), damaged(base, other)];
          const merged = mergePrompts(base, ours, theirs);
          const swapped = mergePrompts(base, theirs, ours);
          expect(swapped.conflicts).toHaveLength(merged.conflicts.length);
          if (merged.conflicts.length > 0 || merged.text === undefined) return;
          expect(swapped.text).toBe(merged.text);
          if ([ours, theirs].every((side) => parse(side).problems.length === 0))
            expect(parse(merged.text).problems).toEqual([]);
        }),
        { numRuns },
      );
    },
  );
});

function counts(lines: readonly string[]): Map<string, number> {
  const result = new Map<string, number>();
  for (const line of lines) if (line !== '') result.set(line, (result.get(line) ?? 0) + 1);
  return result;
}
