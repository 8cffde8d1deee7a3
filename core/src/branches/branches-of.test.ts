import { parse } from '../parse';
import { render } from '../render/render';
import { branchCoverage } from './branch-coverage';
import { branchesOf } from './branches-of';

/** Each branch with how many of the inputs reached it: `1 {{#if a}} → A`. */
async function coverage(source: string, inputs: object[], options = {}): Promise<string[]> {
  const tree = parse(source);
  const reached = await Promise.all(
    inputs.map(async (input) => {
      const ids = new Set<string>();
      await render(tree, { input: { ...input } }, { ...options, onBranch: (id) => ids.add(id) }).catch(
        () => undefined,
      );
      return ids;
    }),
  );
  return branchCoverage(await branchesOf(tree, options), reached).map(
    ({ partial, label, range, reachedBy }) =>
      `${reachedBy} ${partial === undefined ? '' : `${partial}: `}${label}${partial === undefined ? ` → ${source.slice(range.start, range.end)}` : ''}`,
  );
}

test('each arm of a chain is a branch, and what nobody wrote is one as well', async () => {
  expect(
    await coverage('{{#if a}}A{{else if b}}B{{else}}C{{/if}}{{#if c}}D{{/if}}', [
      { a: 1 },
      { b: 1, c: 1 },
      { a: 1, c: 1 },
    ]),
  ).toEqual([
    '2 {{#if a}} → A',
    '1 {{else if b}} → B',
    '0 {{else}} of {{else if b}} → C',
    '2 {{#if c}} → D',
    '1 no {{else}} of {{#if c}} → ',
  ]);
});

test('a list with items and one without are two branches, and items are not counted', async () => {
  expect(await coverage('{{#each xs}}{{this}}{{/each}}', [{ xs: [1, 2, 3] }])).toEqual([
    '1 {{#each xs}} → {{this}}',
    '0 no {{else}} of {{#each xs}} → ',
  ]);
});

test('blocks of values, also inverted ones, have two ways', async () => {
  expect(await coverage('{{#a}}x{{/a}}{{^a}}y{{/a}}{{^b}}n{{else}}y{{/b}}', [{ a: 1, b: 1 }])).toEqual([
    '1 {{#a}} → x',
    '0 no {{else}} of {{#a}} → ',
    '0 {{^a}} → y',
    '1 no {{else}} of {{^a}} → ',
    '0 {{^b}} → n',
    '1 {{else}} of {{^b}} → y',
  ]);
});

test('partials bring their branches once, however often they are called', async () => {
  const partials = { p: '{{#unless x}}N{{/unless}}{{> q}}', q: '{{#ifEquals x 1}}one{{/ifEquals}}' };
  expect(await coverage('{{> p x=1}}{{> q x=2}}{{> p x=1}}', [{}], { partials })).toEqual([
    '0 p: {{#unless x}}',
    '1 p: no {{else}} of {{#unless x}}',
    '1 q: {{#ifEquals x 1}}',
    '1 q: no {{else}} of {{#ifEquals x 1}}',
  ]);
});

test('of a helper of the host only what is written counts', async () => {
  const twice = function (this: unknown, options: unknown) {
    return (options as { fn: (context: unknown) => string }).fn(this);
  };
  expect(await coverage('{{#twice}}t{{/twice}}', [{}], { helpers: { twice } })).toEqual(['1 {{#twice}} → t']);
});

test('a rendering that fails has reached what came before', async () => {
  expect(await coverage('{{#if a}}A{{/if}}{{role bad}}{{#if b}}B{{/if}}', [{ a: 1, bad: 'boss' }])).toEqual([
    '1 {{#if a}} → A',
    '0 no {{else}} of {{#if a}} → ',
    '0 {{#if b}} → B',
    '0 no {{else}} of {{#if b}} → ',
  ]);
});

test.each(['', 'no blocks', '{{#if a}}open', '{{else}}', '{{#if a}}{{else}}{{else}}{{/if}}', '{{#each}}'])(
  'damaged text has the branches that can be seen: %j',
  async (source) => {
    const branches = await branchesOf(parse(source));
    expect(new Set(branches.map(({ id }) => id)).size).toBe(branches.length);
  },
);
