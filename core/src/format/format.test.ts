import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import { parse } from '../parse';
import { arbitraryData } from '../render/data.arbitrary';
import { render } from '../render/render';
import { RenderError } from '../render/rendered-prompt';
import type { DataArgument } from '../render/rendered-prompt';
import { arbitraryTemplate } from '../syntax/template.arbitrary';
import { format } from './format';

const GOLDENS = join(__dirname, 'goldens');
const names = readdirSync(GOLDENS)
  .filter((file) => file.endsWith('.before.prompt'))
  .map((file) => file.replace('.before.prompt', ''));
const golden = (name: string, side: string): string =>
  readFileSync(join(GOLDENS, `${name}.${side}.prompt`), 'utf8');

/** Everything that is sent, or why not. The order of `raw` keys may change, so that equality is that of values. */
async function rendered(source: string, data: DataArgument): Promise<unknown> {
  try {
    return await render(source, data, { partials: () => 'a partial\nof two lines' });
  } catch (error) {
    if (error instanceof RenderError) return error.code;
    throw error;
  }
}

async function expectSafe(source: string, runs: number): Promise<void> {
  const formatted = format(source);
  expect(format(formatted)).toBe(formatted);
  await fc.assert(
    fc.asyncProperty(arbitraryData(source), async (data) => {
      expect(await rendered(formatted, data)).toEqual(await rendered(source, data));
    }),
    { numRuns: runs },
  );
}

describe('formatting', () => {
  it('has goldens, and nearly all of them change something', () => {
    const changed = names.filter((name) => golden(name, 'before') !== golden(name, 'after'));
    expect(names.length).toBeGreaterThanOrEqual(75);
    expect(changed.length).toBeGreaterThanOrEqual(70);
  });

  it.each(names)('gives the golden result for %s', async (name) => {
    const before = golden(name, 'before');
    expect(format(before)).toBe(golden(name, 'after'));
    await expectSafe(before, 5);
  });

  it('changes nothing that is rendered, and nothing when done twice, in generated templates', async () => {
    const blanks = fc.constantFrom(
      '',
      '---\nmodel: a/b\n---\n',
      '---\nconfig:   {a:  1}\n\n\nmodel:  x\n---\n\n\n',
    );
    await fc.assert(
      fc.asyncProperty(blanks, arbitraryTemplate, (head, template) => expectSafe(head + template, 1)),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 10_000 : 500 },
    );
  });

  it('does not indent by the blanks before the template, which it takes away', async () => {
    const long = Array.from({ length: 12 }, (_, i) => `argument${i}=1`).join(' ');
    await expectSafe(`---\nmodel: a/b\n---\n\t{{json x\n${long}}}`, 1);
  });

  it('leaves files with errors exactly as they are', () => {
    fc.assert(
      fc.property(arbitraryTemplate, (template) => {
        fc.pre(parse(template).problems.length > 0);
        expect(format(template)).toBe(template);
      }),
      { numRuns: 300 },
    );
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void format(text)));
    expect(format('\uD800{{ a }}\uDFFF')).toBe('\uD800{{a}}\uDFFF');
    const deep = '{{#if  a}}'.repeat(5000) + '{{/if}}'.repeat(5000);
    expect(format(deep)).toBe(deep.replaceAll('  ', ' '));
    const parentheses = `{{json ${'(lookup  '.repeat(5000)}a${' "b")'.repeat(5000)}}}`;
    expect(format(parentheses)).toBe(parentheses.replaceAll('  ', ' '));
    const line = '{{ tags }}'.repeat(50_000);
    expect(format(line)).toBe(line.replaceAll(' ', ''));
    const long = `${'some words of text '.repeat(10)}{{ tags }}\n`.repeat(25_000);
    expect(format(long)).toBe(long.replaceAll('{{ tags }}', '{{tags}}'));
  }, 60_000);
});

describe('formatting of real prompts', () => {
  const corpus = readCorpus();
  if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);
  const files = corpus.files.map(({ path, text }) => [path, text] as const);
  const each = files.length > 0 ? it.each(files) : it.skip.each([['', '']]);
  each('changes no message of %s', async (_path, text) => {
    await expectSafe(text, process.env['PROMPTHUB_FULL'] ? 50 : 3);
  });

  (files.length > 0 ? it : it.skip)('does something', () => {
    expect(files.filter(([, text]) => format(text) !== text).length).toBeGreaterThan(20);
  });
});
