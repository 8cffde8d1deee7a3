import { readCorpus } from '@prompthub/test-fixtures';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { toHandlebars } from '../render/handlebars-ast';
import { parseTemplate } from './template';
import { parseFrontmatter } from './frontmatter';
import { arbitraryTemplate } from './template.arbitrary';

/** Drops locations and what carries no meaning (absent and false are one), so that both trees have one shape. */
function shape(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shape);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node)
    .filter(([key, value]) => !['loc', 'leftStripped', 'rightStripped'].includes(key) && value !== undefined)
    .filter(([key]) => !(key === 'strip' && 'body' in node))
    .map(([key, value]) => [key, key.toLowerCase().endsWith('strip') ? flags(value) : shape(value)] as const)
    .filter(
      ([key, value]) => !(key.endsWith('Strip') && JSON.stringify(value) === '{"open":false,"close":false}'),
    );
  return Object.fromEntries(entries);
}

function flags(strip: unknown): unknown {
  const { open, close } = { ...(strip as { open?: boolean; close?: boolean }) };
  return { open: open === true, close: close === true };
}

function handlebarsTree(template: string): unknown {
  try {
    return shape(Handlebars.parse(template));
  } catch {
    return undefined;
  }
}

const usesDecorator = (tree: unknown): boolean => JSON.stringify(tree).includes('"type":"Decorator');

/** Equal trees on valid text, and a problem exactly where Handlebars throws. */
function agree(template: string): boolean {
  const { program, problems } = parseTemplate(template, { start: 0, end: template.length });
  const expected = handlebarsTree(template);
  if (expected === undefined || usesDecorator(expected)) {
    if (problems.length === 0) throw new Error('Handlebars refuses this; we do not');
    return false;
  }
  expect(problems).toEqual([]);
  expect(shape(toHandlebars(program))).toEqual(expected);
  return true;
}

const corpus = readCorpus();

describe('the template tree equals that of Handlebars', () => {
  if (corpus.absence !== undefined) console.warn(`skipped: ${corpus.absence}`);
  (corpus.absence === undefined
    ? it.each(corpus.files.map((file) => [file.path, file.text]))
    : it.skip.each([['', '']]))('for %s', (_path, text) => {
    agree(text.slice(...rangeOf(text)));
    agree(text);
  });

  it('for generated templates, valid and broken', () => {
    let valid = 0;
    fc.assert(
      fc.property(arbitraryTemplate, (template) => {
        if (agree(template)) valid++;
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 100_000 : 3000 },
    );
    expect(valid).toBeGreaterThan(500);
  });

  it('for tags of any tokens, with blanks between them or without', () => {
    const token = fc.constantFrom(
      ...['a', 'b.c', 'xs', '[0]', '["x"]', '.', '..', '0', '12', ' ', '"s"', '@', '@x', '(', ')', '=', '|'],
      ...['as |', '!', '>', '<=', '~', '/', 'this', '-', 'true', '#', '&'],
    );
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 6 }), (tokens) => {
        agree(`{{${tokens.join('')}}}`);
      }),
      { numRuns: 3000 },
    );
  });
});

function rangeOf(text: string): [number, number] {
  const { templateRange } = parseFrontmatter(text);
  return [templateRange.start, templateRange.end];
}
