import fc from 'fast-check';
import { check } from '../check';
import { render } from '../render/render';
import type { RenderError } from '../render/rendered-prompt';
import { MAX_LEVELS, MAX_TAGS } from '../syntax/template-size';
import { expectFindings } from './testing';

const blocks = (count: number, innermost = ''): string =>
  '{{#if a}}'.repeat(count) + innermost + '{{/if}}'.repeat(count);
const half = MAX_LEVELS / 2;

describe('template-too-deep', () => {
  it('begins where rendering refuses', () => {
    expectFindings('template-too-deep', blocks(half));
    expectFindings(
      'template-too-deep',
      `${'{{#if a}}'.repeat(half)}«{{#if a}}»{{b}}{{/if}}${'{{/if}}'.repeat(half)}`,
    );
  });

  it('counts parentheses', () => {
    const tag = `{{json ${'(lookup '.repeat(MAX_LEVELS)}a${' "b")'.repeat(MAX_LEVELS)}}}`;
    expectFindings('template-too-deep', `x «${tag}» y {{a}}`);
  });
});

describe('template-too-large', () => {
  it('names the first tag that is too much', () => {
    expectFindings('template-too-large', '{{a}}'.repeat(MAX_TAGS));
    expectFindings('template-too-large', `${'{{a}} '.repeat(MAX_TAGS)}«{{#if b}}»c{{/if}}{{a}}`);
  });

  it('counts no text', () => {
    expectFindings('template-too-large', '{{a}} text '.repeat(MAX_TAGS));
  });
});

it('what check passes is not refused for its size, and what it refuses is refused with that code', async () => {
  const sizes = fc.integer({ min: half - 3, max: half + 3 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.constantFrom('', 'b', '{{b}}', '{{json (json b)}}'), async (count, inner) => {
      const source = blocks(count, inner);
      const found = check(source).diagnostics.map(({ code }) => code);
      const refused = await render(source, { input: { a: 1 } }).then(
        () => [],
        (error: unknown) => [(error as RenderError).code],
      );
      expect(found).toEqual(refused);
    }),
    { numRuns: 30 },
  );
});
