import { check } from '../check';
import type { CheckOptions } from '../options';
import { parse } from '../parse';
import { render } from '../render/render';
import { MAX_SOURCE_LENGTH } from '../syntax/source-text';
import { declaredNames } from '../model/declared-names';
import { rules } from './index';
import { applied } from './testing';

interface Case extends CheckOptions {
  readonly source: string;
}

const partials = { signature: 'Bye', a: '{{>b}}', b: '{{>a}}', titled: '---\nmodel: x\n---\nBye' };
const schema = (lines: string, template: string): Case => ({
  source: `---\ninput:\n  schema:\n${lines}\n---\n${template}`,
});

/** At least one prompt for each code; the prompts of the reference (`meta.bad`) are added. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  'ambiguous-variant': [{ source: 'Hi {{x}}', fileName: 'a.b.c.prompt' }],
  'partial-cycle': [{ source: 'x{{>a}}', partials }],
  'partial-frontmatter': [
    { source: '{{>titled}}', partials },
    { source: partials.titled, fileName: '_titled.prompt' },
  ],
  'missing-partial': [
    { source: '{{>signatur}}', partials },
    { source: '{{>other}}', partials },
  ],
  'duplicate-key': [{ source: '---\nmodel: x\nmodel: y\n---\nHi' }],
  'yaml-syntax': [
    { source: '---\ninput:\n  schema:\n    a: string\ndescription: "x" | "y"\n---\n{{a}}' },
    { source: '---\nmodel: @x\n---\nHi' },
  ],
  'file-too-large': [{ source: 'x'.repeat(MAX_SOURCE_LENGTH + 1) }],
  'template-too-deep': [{ source: '{{#if a}}'.repeat(501) + '{{/if}}'.repeat(501) }],
  'template-too-large': [{ source: '{{a}}'.repeat(20_001) }],
  'assertion-value': ['', ', value: {}', ', value: "5"'].flatMap((value) =>
    (['text', 'list', 'json', 'limit', 'pattern'] as const)
      .filter(
        (shape) => !(value.includes('5') && shape !== 'limit') && !(value.includes('{') && shape === 'json'),
      )
      .map((shape) => ({
        source: `---\nprompthub.tests:\n  - assert: [{ type: x${value} }]\n---\nHi {{x}}`,
        assertionShapes: { x: { value: shape, summary: '' } },
      })),
  ),
  'invalid-setting': ['"0.5"', '5', '-1', 'hot'].map((value) => ({
    source: `---\nmodel: acme/x\nconfig:\n  temperature: ${value}\n---\nHi {{x}}`,
    settings: [{ names: ['temperature'], ranges: { acme: [0, 1] } }],
  })),
  'binary-file': [{ source: 'PNG\0' }],
  'invalid-test': [
    {
      source: rules.find(({ meta }) => meta.code === 'invalid-test')?.meta.bad ?? '',
      testProblems: () => [{ path: [0, 'mode'], message: 'no such mode', severity: 'error' }],
    },
  ],
  'unknown-assertion': ['contians', 'not-contians', 'nonsense'].map((type) => ({
    source: `---\nprompthub.tests:\n  - assert: [{ type: ${type} }]\n---\nHi {{x}}`,
    assertions: ['contains', 'equals'],
  })),
  'unknown-helper': [{ source: '{{jsn x}}' }, { source: '{{#if x}}{{upper x}}{{/if}}' }],
  'helper-arguments': [
    { source: '{{json}}' },
    { source: '{{role "user" "x"}}' },
    { source: '{{#each xs}}{{role}}{{/each}}' },
  ],
  'invalid-picoschema': [schema('    a(Array): string', '{{a}}'), schema('    a?:', '{{a}}')],
  'missing-schema': [
    { ...schema('    a: Tikcet, one\n    b(array): Other', '{{json a}}{{json b}}'), schemas: ['Ticket'] },
    schema('    a: strng', '{{a}}'),
  ],
  'missing-tool': [{ source: '---\ntools: [serch, other]\n---\nHi {{x}}', tools: ['search'] }],
  'output-format': [
    '{ format: jsno }',
    '{ format: media, schema: { a: string } }',
    '{ format: array, schema: { a: string } }',
  ].map((output) => ({ source: `---\noutput: ${output}\n---\nHi {{x}}` })),
  'deprecated-partial': [
    {
      source: 'x{{>old}}',
      partials: {
        ...partials,
        old: '---\nprompthub.meta: { stability: deprecated, replacedBy: signature }\n---\nBye',
      },
    },
  ],
  'token-budget': [
    {
      source: rules.find(({ meta }) => meta.code === 'token-budget')?.meta.bad ?? '',
      countTokens: (text) => text.length,
    },
  ],
  'invalid-value': [
    'tools: search',
    'description: 5',
    'prompthub.meta: { tags: triage, stability: stabel, owner: 3 }',
    'prompthub.lint: { unused-input: warn, block-role: loud }',
    'config: 3',
  ].map((line) => ({ source: `---\n${line}\n---\nHi {{x}}` })),
  'unknown-key': [
    'prompthub.meta: { ownr: me, tags: [] }',
    'prompthub.lint: { unused-inputs: off }',
    'prompthub.test: []',
    'input: { shema: {}, default: {} }',
  ].map((line) => ({ source: `---\n${line}\nmodel: x\n---\nHi {{x}}` })),
  'unknown-input': [
    schema('    a: string\n  default: { a: x, b: y }', '{{a}}'),
    schema('    a: string\nprompthub.tests:\n  - vars:\n      a: x\n      aa: y', '{{a}}'),
  ],
  'missing-input': [
    schema('    a: string\n    n: integer\nprompthub.tests:\n  - description: d', '{{a}}{{n}}'),
    schema('    a(object): { b: boolean }\nprompthub.tests:\n  - vars:\n      a: {}', '{{a.b}}'),
    schema('    a(enum): [x, y]\nprompthub.tests:\n  - vars:', '{{a}}'),
  ],
  'type-mismatch': [
    schema(
      '    a: string\n    n: integer\n    l(array): string\nprompthub.tests:\n  - vars: { a: 5, n: "6", l: x }',
      '{{a}}{{n}}{{json l}}',
    ),
  ],
  'undefined-variable': [schema('    a: string', '{{a}}{{zzz}}')],
  'unused-suppression': [
    { source: '{{!-- prompthub-disable-next-line text-after-histry --}}\n{{history}}x' },
    {
      source:
        'a\n{{!-- prompthub-disable-next-line text-after-history, unused-input -- why --}}\n{{history}}x',
    },
    { source: '---\n# prompthub-disable block-role\nmodel: x\n---\nHi {{x}}' },
    { source: 'Hi {{! prompthub-disable }}{{x}}' },
  ],
  'template-syntax': [{ source: '{{#each xs}}\n{{this}}' }, { source: 'a{{/if}}' }],
};

function allCases(code: string, bad: string | undefined): readonly Case[] {
  const own = cases[code] ?? [];
  return bad === undefined ||
    own.some(
      (each) =>
        each.partials ||
        each.fileName ||
        each.assertions ||
        each.assertionShapes ||
        each.settings ||
        each.countTokens ||
        each.testProblems,
    )
    ? own
    : [{ source: bad }, ...own];
}

const rendersWith = (source: string, withPartials: CheckOptions['partials']) => {
  const helpers = Object.fromEntries(
    declaredNames(parse(source).frontmatter, 'helpers').map((name) => [name, () => 'x']),
  );
  return render(
    source,
    { input: { photo: 'https://example.org/a.png' } },
    // A host that has every schema that is named.
    {
      partials: (withPartials ?? {}) as Record<string, string>,
      helpers,
      schemas: () => ({ type: 'string' }),
    },
  );
};

describe.each(rules.map(({ meta }) => [meta.code, meta] as const))('the fixes of %s', (code, { bad }) => {
  const list = allCases(code, bad);

  it('are tried on at least one prompt that has the problem', () => {
    expect(list.length).toBeGreaterThan(0);
    for (const { source, ...options } of list) {
      expect(check(source, options).diagnostics.map((each) => each.code)).toContain(code);
    }
  });

  it('take the problem away, bring no error, and render', async () => {
    for (const { source, ...options } of list) {
      const before = check(source, options).diagnostics;
      const mine = before.filter((each) => each.code === code);
      for (const fix of mine.flatMap(({ fixes }) => fixes)) {
        const after = applied(source, fix);
        const path = fix.createFile?.path.replace(/^_|\.prompt$/g, '');
        const known =
          path === undefined
            ? options.partials
            : { ...options.partials, [path]: fix.createFile?.content ?? '' };
        const left = check(after, { ...options, ...(known && { partials: known }) }).diagnostics;
        expect({ after, left: left.filter((each) => each.code === code).length }).toEqual({
          after,
          left: mine.length - 1,
        });
        const errors = left.filter(({ severity }) => severity === 'error').map((each) => each.code);
        expect(before.map((each) => each.code)).toEqual(expect.arrayContaining(errors));
        if (errors.length === 0) await expect(rendersWith(after, known)).resolves.toHaveProperty('messages');
      }
    }
  });
});

describe('the examples of the reference', () => {
  it.each(rules.flatMap(({ meta }) => (meta.good ? [[meta.code, meta.good] as const] : [])))(
    'show for %s what is right',
    (code, good) => {
      expect(check(good).diagnostics.map((each) => each.code)).not.toContain(code);
    },
  );
});
