import fc from 'fast-check';
import { parse, parseBody } from './parse';
import type { PromptTree } from './syntax/tree';

/** What a tree says; the YAML library's own document is left out. */
function said({ frontmatter, dialect, templateRange, template, problems }: PromptTree): unknown {
  const { range, contentRange, value } = frontmatter ?? {};
  const entry = frontmatter?.entry(['model']);
  return { range, contentRange, value, entry, dialect, templateRange, template, problems };
}

describe('parsing with the tree of an earlier version', () => {
  const line = fc.constantFrom(
    'model: a/b',
    'model: c',
    'a: [',
    '---',
    '--- ',
    '# x',
    '',
    'Hi {{a}}',
    '{{#if',
    '\uFEFF---',
  );
  const text = fc
    .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'))
    .map(([lines, end]) => lines.join(end));

  it('gives what parsing anew gives, whatever was changed; and so does the template alone', () => {
    const head = fc.constantFrom('', '---\nmodel: a/b\n---\n', '# x\n---\nmodel: a/b\n\n---');
    fc.assert(
      fc.property(
        head,
        text,
        fc.nat(),
        fc.constantFrom('', 'x', '\n', '-', '---\n'),
        (start, rest, at, typed) => {
          const before = start + rest;
          const place = at % (before.length + 1);
          const after = before.slice(0, place) + typed + before.slice(place + (at % 3));
          const { template, templateRange } = parse(after);
          expect(parseBody(after)).toEqual({ template, templateRange });
          expect(said(parse(after, parse(before)))).toEqual(said(parse(after)));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('reads no YAML again while the template is typed', () => {
    const earlier = parse('---\nmodel: a/b\n---\nHi {{na');
    expect(parse('---\nmodel: a/b\n---\nHi {{name}}', earlier).frontmatter).toBe(earlier.frontmatter);
    expect(parse('---\nmodel: a/c\n---\nHi {{na', earlier).frontmatter).not.toBe(earlier.frontmatter);
  });
});
