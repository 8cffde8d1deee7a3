import type { PreviewOrigin, PreviewResult } from '@prompthub/protocol';
import fc from 'fast-check';
import { sourceOf, spotsAt } from './preview-spots';

const PROMPT = 'file:///a.prompt';
const PARTIAL = 'file:///_p.prompt';

function range(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
  return {
    start: { line: startLine, character: startCharacter },
    end: { line: endLine, character: endCharacter },
  };
}

const text = (uri: string, at: ReturnType<typeof range>, via: PreviewOrigin[] = []): PreviewOrigin => ({
  ...{ kind: 'text', uri, range: at },
  via: via.flatMap((each) => (each.kind === 'history' ? [] : [{ uri: each.uri, range: each.range }])),
});

// 0 {{role "system"}}Be
// 1 kind, {{name}}.
// 2 {{> p}}{{media url=u}}
const call = text(PROMPT, range(2, 0, 2, 7));
const result: PreviewResult = {
  ...{ version: 1, tests: [], values: {}, inputs: [], problems: [] },
  messages: [
    {
      ...{ role: 'system', history: false, begin: text(PROMPT, range(0, 0, 0, 17)) },
      parts: [
        {
          type: 'text',
          text: 'Be\nkind, Ada.\none\ntwo',
          segments: [
            { start: 0, end: 9, origin: text(PROMPT, range(0, 17, 1, 6)) },
            { start: 9, end: 12, origin: { kind: 'value', uri: PROMPT, range: range(1, 6, 1, 14), via: [] } },
            { start: 12, end: 14, origin: text(PROMPT, range(1, 14, 2, 0)) },
            { start: 14, end: 21, origin: text(PARTIAL, range(0, 0, 1, 3), [call]) },
          ],
        },
        { type: 'media', url: 'x', origin: text(PROMPT, range(2, 7, 2, 22)) },
      ],
    },
    {
      ...{ role: 'user', history: true },
      parts: [{ type: 'text', text: 'past', segments: [{ start: 0, end: 4, origin: { kind: 'history' } }] }],
    },
  ],
};

/** The texts that a cursor marks. */
function marked(line: number, character: number, uri = PROMPT): string[] {
  return spotsAt(result, { uri, at: { line, character } }).map(({ message, part, start, end }) => {
    const shown = part === undefined ? undefined : result.messages[message]?.parts[part];
    return shown?.type === 'text' ? shown.text.slice(start, end) : (shown?.type ?? `head ${message}`);
  });
}

test('a cursor marks the line of a text, a value, a part, a head', () => {
  expect(marked(0, 18)).toEqual(['Be']);
  expect(marked(1, 2)).toEqual(['kind, ']);
  expect(marked(1, 8)).toEqual(['Ada']);
  expect(marked(2, 10)).toEqual(['media']);
  expect(marked(0, 3)).toEqual(['head 0']);
  expect(marked(1, 1, PARTIAL)).toEqual(['two']);
});

test('on the tag of a partial it marks what the partial printed, and behind the last character what that one did', () => {
  expect(marked(2, 3)).toEqual(['one\ntwo']);
  expect(marked(1, 3, PARTIAL)).toEqual(['two']);
  expect(marked(2, 22)).toEqual(['media']);
  expect(marked(9, 0)).toEqual([]);
});

/** `line:character-line:character` of the source of a place in the first message's text. */
function source(start: number): string | undefined {
  const place = sourceOf(result, { message: 0, part: 0, start });
  if (!place) return undefined;
  const { uri, range: at } = place;
  return `${uri === PROMPT ? '' : 'p '}${at.start.line}:${at.start.character}-${at.end.line}:${at.end.character}`;
}

test('the source of a text is its line there, that of a value its tag', () => {
  expect(source(1)).toBe('0:17-0:19');
  expect(source(4)).toBe('1:0-1:6');
  expect(source(10)).toBe('1:6-1:14');
  expect(source(12)).toBe('1:14-1:15');
  expect(source(15)).toBe('p 0:0-0:3');
  expect(source(20)).toBe('p 1:0-1:3');
  expect(sourceOf(result, { message: 0, part: 1 })?.range).toEqual(range(2, 7, 2, 22));
  expect(sourceOf(result, { message: 0 })?.range).toEqual(range(0, 0, 0, 17));
});

test('the conversation so far has no source, and neither has what is not there', () => {
  expect(sourceOf(result, { message: 1, part: 0, start: 1 })).toBeUndefined();
  expect(sourceOf(result, { message: 1 })).toBeUndefined();
  expect(sourceOf(result, { message: 7, part: 3 })).toBeUndefined();
  expect(sourceOf(result, { message: Number.NaN })).toBeUndefined();
});

test('whoever goes to the source of a character sees it marked', () => {
  fc.assert(
    fc.property(fc.nat(20), (offset) => {
      const place = sourceOf(result, { message: 0, part: 0, start: offset });
      const spots = place ? spotsAt(result, { uri: place.uri, at: place.range.start }) : [];
      const isIn = ({ part, start = 0, end = 0 }: (typeof spots)[number]) =>
        part === 0 && start <= offset && offset <= end;
      expect(spots.some(isIn)).toBe(true);
    }),
  );
});
