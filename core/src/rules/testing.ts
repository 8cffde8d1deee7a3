import { check } from '../check';
import type { Diagnostic, Fix } from '../diagnostic';
import type { CheckOptions } from '../options';

/** Takes the marks « and » out of a text; the places between them. */
export function unmark(marked: string): { source: string; ranges: { start: number; end: number }[] } {
  const ranges: { start: number; end: number }[] = [];
  const source = marked.replace(/«([^»]*)»/g, (_, inside: string, at: number) => {
    const start = at - 2 * ranges.length;
    ranges.push({ start, end: start + inside.length });
    return inside;
  });
  return { source, ranges };
}

/** Expects diagnostics of that code exactly at the places between « and ». */
export function expectFindings(code: string, marked: string, options?: CheckOptions): readonly Diagnostic[] {
  const { source, ranges } = unmark(marked);
  const found = check(source, options).diagnostics.filter((diagnostic) => diagnostic.code === code);
  expect(found.map(({ range }) => source.slice(range.start, range.end))).toEqual(
    ranges.map(({ start, end }) => source.slice(start, end)),
  );
  expect(found.map(({ range }) => range)).toEqual(ranges);
  return found;
}

/** The text after the first fix of the first diagnostic of that code (or the one with that title). */
export function fixed(
  code: string,
  source: string,
  { title, ...options }: CheckOptions & { title?: string } = {},
): string {
  const found = check(source, options).diagnostics.find((diagnostic) => diagnostic.code === code);
  const fix = found?.fixes.find((each) => title === undefined || each.title.includes(title));
  if (!fix) throw new Error(`no such fix for ${code}: ${found?.fixes.map((each) => each.title).join(', ')}`);
  return applied(source, fix);
}

/** A text with the edits of a fix. */
export function applied(source: string, { edits }: Fix): string {
  return [...edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce(
      (text, { range, newText }) => text.slice(0, range.start) + newText + text.slice(range.end),
      source,
    );
}

/** A prompt whose input schema is the given lines. */
export function promptWith(schema: string, template: string): string {
  return `---\ninput:\n  schema:\n${schema.replace(/^/gm, '    ')}\n---\n${template}`;
}
