import { readCorpus } from '@prompthub/test-fixtures';
import { Dotprompt } from 'dotprompt';
import fc from 'fast-check';
import { check } from './check';
import { parse } from './parse';
import { rules } from './rules/index';

const codesOf = (source: string, options = {}) => check(source, options).diagnostics.map(({ code }) => code);

describe('check', () => {
  it('sorts by place', () => {
    expect(
      codesOf('---\ninput: { schema: { a: string, b: string } }\nfoo: 1\n---\n{{c}}{{role "x"}}{{a}}'),
    ).toEqual(['unused-input', 'dropped-key', 'undefined-variable', 'unknown-role']);
  });

  it('takes a ready tree and gives it back', () => {
    const tree = parse('{{role "x"}}');
    expect(check(tree).tree).toBe(tree);
    expect(check(tree).diagnostics).toHaveLength(1);
  });

  it('has each code once, in small letters and dashes', () => {
    const codes = rules.map(({ meta }) => meta.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
  });
});

describe('severities', () => {
  const severity = (yaml: string, options = {}) =>
    check(`---\nmodel: x\n${yaml}\n---\n{{role "x"}}`, options).diagnostics.map((each) => each.severity);

  it('come from the rule, the settings and the file, in rising order', () => {
    expect(severity('')).toEqual(['error']);
    expect(severity('', { lint: { 'unknown-role': 'hint' } })).toEqual(['hint']);
    expect(severity('prompthub.lint: { unknown-role: info }', { lint: { 'unknown-role': 'hint' } })).toEqual([
      'info',
    ]);
    expect(severity('prompthub.lint: { unknown-role: off }')).toEqual([]);
    expect(severity('prompthub.lint: { unknown-role: error }', { lint: { 'unknown-role': 'off' } })).toEqual([
      'error',
    ]);
  });

  it('ignore what is no severity', () => {
    expect(severity('prompthub.lint: { unknown-role: loud, invalid-value: off }')).toEqual(['error']);
    expect(severity('prompthub.lint: 3')).toEqual(['warning', 'error']);
  });
});

describe('check never throws', () => {
  const piece = fc.constantFrom(
    ...'---\n|model: x\n|input:\n|  schema:\n|    a(array): string\n|    b?: {c: number}\n|  default: {a: 1}\n|: |[|{|*a|&a |<<: '.split(
      '|',
    ),
    ...'{{|}}|{{#each a as |x|}}|{{/each}}|{{a.b}}|{{> p x=1}}|{{role "x"}}|{{#role}}|{{else}}|{{history}}|(|"|../|@root.a|text|\n'.split(
      '|',
    ),
    'prompthub.requires: {helpers: [h]}\n',
    'prompthub.lint: 3\n',
    'prompthub.tests: [{vars: {a: "<<<dotprompt:role:system>>>"}}]\n',
    'ext: 3\n',
    '{{h 1}}',
    '{{json}}',
    '{{!-- prompthub-disable-next-line --}}',
  );

  it('on generated text', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), fc.boolean(), (pieces, hasHead) => {
        const source = (hasHead ? '---\n' : '') + pieces.join('');
        const { diagnostics } = check(source, {
          partials: { p: source, a: '{{>p}}' },
          fileName: '_p.prompt',
        });
        for (const { range, fixes } of diagnostics) {
          for (const each of [range, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.range))]) {
            expect(each.start).toBeGreaterThanOrEqual(0);
            expect(each.end).toBeGreaterThanOrEqual(each.start);
            expect(each.end).toBeLessThanOrEqual(source.length);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['thousands of nested blocks', `${'{{#each a as |x|}}'.repeat(5000)}{{x}}${'{{/each}}'.repeat(5000)}`],
    ['thousands of open blocks', '{{#if a}}'.repeat(5000)],
    ['thousands of diagnostics', '{{role "x"}}{{history}}a'.repeat(5000)],
    ['binary text', Array.from({ length: 5000 }, (_, i) => String.fromCharCode((i * 7919) % 65536)).join('')],
  ])('on %s', (_, template) => {
    for (const source of [template, `---\ninput: { schema: { a(array): string } }\n---\n${template}`]) {
      expect(check(source).diagnostics.length).toBeLessThan(10_000);
    }
  });
});

const { files, absence } = readCorpus();
if (absence) console.info(`skipped: check on real prompts (${absence})`);
const real = files.filter(({ origin }) => origin === 'google' || origin === 'firebase');

(absence ? describe.skip : describe)('real prompts', () => {
  const partialsBeside = (path: string) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const beside = real.filter((file) => file.path.startsWith(`${folder}_`));
    return Object.fromEntries(
      beside.map(({ path: at, text }) => [at.slice(folder.length + 1, -'.prompt'.length), text]),
    );
  };

  /** Dotprompt sees the frontmatter that is there, and makes messages. */
  async function rendersInDotprompt(path: string, text: string): Promise<boolean> {
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const dotprompt = new Dotprompt({ partials: partialsBeside(path) });
      const seesFrontmatter = dotprompt.parse(text).raw !== undefined || !/^---/m.test(text);
      const { messages } = await dotprompt.render(text, { input: {} });
      return seesFrontmatter && messages.length > 0;
    } catch {
      return false;
    } finally {
      quiet.mockRestore();
    }
  }

  it('that Dotprompt renders have no error', async () => {
    let rendered = 0;
    for (const { path, text } of real) {
      if (!(await rendersInDotprompt(path, text))) continue;
      rendered++;
      const { diagnostics } = check(text, { fileName: path, partials: partialsBeside(path) });
      expect({ path, errors: diagnostics.filter(({ severity }) => severity === 'error') }).toEqual({
        path,
        errors: [],
      });
    }
    expect(rendered).toBeGreaterThan(50);
  });

  it('in another language have one information, and nothing else', () => {
    const foreign = files.filter(({ origin }) => origin === 'promptfile');
    expect(foreign.length).toBeGreaterThan(10);
    for (const { path, text } of foreign) {
      const found = check(text, { fileName: path, partials: {} }).diagnostics;
      expect({ path, found }).toMatchObject({ path, found: [{ code: 'foreign-dialect', severity: 'info' }] });
      expect(found).toHaveLength(1);
    }
  });

  it('cut short, and with single characters missing, are survived', () => {
    // Every place in the full run, else a sample that is always the same.
    const step = process.env['PROMPTHUB_FULL'] ? 1 : 397;
    for (const { text } of files) {
      for (let at = text.length % step; at <= text.length; at += step) {
        check(text.slice(0, at));
        check(text.slice(0, at) + text.slice(at + 1));
      }
    }
  }, 600_000);
});
