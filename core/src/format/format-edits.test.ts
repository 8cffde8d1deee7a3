import fc from 'fast-check';
import type { TextEdit } from '../diagnostic';
import { parse } from '../parse';
import { arbitraryData } from '../render/data.arbitrary';
import { render } from '../render/render';
import { RenderError } from '../render/rendered-prompt';
import { unmark } from '../rules/testing';
import { arbitraryTemplate } from '../syntax/template.arbitrary';
import { applyEdits } from './apply-edits';
import { formatEdits } from './format-edits';

/** The text after formatting what stands between « and ». */
function formatted(marked: string): string {
  const { source, ranges } = unmark(marked);
  return applyEdits(source, formatEdits(source, ranges[0]));
}

describe('formatting a range', () => {
  it.each([
    ['a tag', '{{ a }}«{{ b }}»{{ c }}', '{{ a }}{{b}}{{ c }}'],
    ['no tag that stands in it only in part', '{{ a«  }}{{ b }}{{ » c }}', '{{ a  }}{{b}}{{  c }}'],
    ['a line', '{{ a }}\n«{{ b }} {{  c}}\n»{{ d }}', '{{ a }}\n{{b}} {{c}}\n{{ d }}'],
    ['the head of a block', '«{{#if  a }}» {{ b }} {{/ if }}', '{{#if a}} {{ b }} {{/ if }}'],
    ['the inside of a block', '{{#if  a}}«{{ b }}»{{/ if}}', '{{#if  a}}{{b}}{{/ if}}'],
    [
      'lines of the frontmatter',
      '---\nmodel:   x  \n«config:   {}  \n»name:  y\n---\nHi',
      '---\nmodel:   x  \nconfig: {}\nname:  y\n---\nHi',
    ],
    [
      'no order of keys, for which more than the range would change',
      '---\n«config:  {}\nmodel:  x\n»---\nHi',
      '---\nconfig: {}\nmodel: x\n---\nHi',
    ],
    [
      'all of the frontmatter',
      '«---\nconfig:  {}\nmodel:  x\n---\n»{{ a }}',
      '---\nmodel: x\nconfig: {}\n---\n{{ a }}',
    ],
  ])('formats %s', (_, marked, expected) => {
    expect(formatted(marked)).toBe(expected);
  });

  it.each([
    ['before an error', '«{{ a }}» {{#if', '{{a}} {{#if'],
    ['in a block that is still open', '{{#if x}}«{{ a }}»', '{{#if x}}{{a}}'],
    ['the head of a block that is still open', '«{{#if  x }}»', '{{#if x}}'],
    ['but not a tag with an error', '«{{ a b= }}{{  c  }}»', '{{ a b= }}{{c}}'],
    ['but nothing when the frontmatter is broken', '---\na: [\n---\n«{{ a }}»', '---\na: [\n---\n{{ a }}'],
    ['nor in another language', '{% if x %}«{{ a }}»{% endif %}', '{% if x %}{{ a }}{% endif %}'],
  ])('works in files with errors: %s', (_, marked, expected) => {
    expect(formatted(marked)).toBe(expected);
  });

  const head = fc.constantFrom(
    '',
    '---\nmodel:  a/b\n---\n',
    '---\r\nconfig:   {a:  1}\r\n\r\n\r\nmodel:  x\r\n---\r\n\r\n\r\n',
  );
  const place = fc.tuple(fc.nat(), fc.nat());

  it('stays inside of the range, in order, and changes neither what is rendered nor what is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(head, arbitraryTemplate, place, async (start, template, [a, b]) => {
        const source = start + template;
        const range = rangeOf(source, a, b);
        const edits = formatEdits(source, range);
        let at = range.start;
        for (const edit of edits) {
          expect(edit.range.start).toBeGreaterThanOrEqual(at);
          at = edit.range.end;
        }
        expect(at).toBeLessThanOrEqual(range.end);
        const result = applyEdits(source, edits);
        expect(parse(result).problems.map(({ message }) => message)).toEqual(
          parse(source).problems.map(({ message }) => message),
        );
        const [data] = fc.sample(arbitraryData(source), 1);
        expect(await outcome(result, data)).toEqual(await outcome(source, data));
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 10_000 : 700 },
    );
  });

  it('finds nothing more to do in a range that was formatted', () => {
    fc.assert(
      fc.property(head, arbitraryTemplate, place, (start, template, [a, b]) => {
        const source = start + template;
        const range = rangeOf(source, a, b);
        const edits = formatEdits(source, range);
        const grown = { start: range.start, end: range.end + growth(edits) };
        expect(formatEdits(applyEdits(source, edits), grown)).toEqual([]);
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 10_000 : 700 },
    );
  });
});

it('the edits of a whole prompt are small, and split neither line breaks nor surrogate pairs', () => {
  const source = '---\r\nmodel:  x\r\nname: 😀 \r\n---\r\n\r\n{{ a }} {{b}} {{ c }}\r\n\r\n';
  const edits = formatEdits(source);
  expect(edits.length).toBeGreaterThan(3);
  for (const { range } of edits) {
    for (const at of [range.start, range.end]) {
      expect(source.slice(at - 1, at + 1)).not.toMatch(/\r\n|[\uD800-\uDBFF][\uDC00-\uDFFF]/);
    }
  }
});

function rangeOf(source: string, a: number, b: number): { start: number; end: number } {
  const [start = 0, end = 0] = [a % (source.length + 1), b % (source.length + 1)].sort((x, y) => x - y);
  return { start, end };
}

function growth(edits: readonly TextEdit[]): number {
  return edits.reduce((sum, { range, newText }) => sum + newText.length - (range.end - range.start), 0);
}

async function outcome(source: string, data: unknown): Promise<unknown> {
  try {
    return await render(source, data as object, { partials: () => 'a partial\nof two lines' });
  } catch (error) {
    if (error instanceof RenderError) return error.code;
    throw error;
  }
}
