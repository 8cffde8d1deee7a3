import { check, render } from '@prompthub/core';
import fc from 'fast-check';
import { completionResolve } from '../features/completion-resolve';
import { open } from '../testing/context';
import { accept, labels, proposals, proposalsIn } from '../testing/proposals';

const schema = `---
input:
  schema:
    user(object, who asks): { name: string, home(object): { city: string } }
    items(array): { title: string, parts(array): { id: string } }
    tone(enum): [formal, short]
    first name: string
  default: { limits: { most: 3, words: [a] } }
prompthub.requires: { helpers: [shout] }
---
`;

describe('what is offered', () => {
  test.each([
    ['{{#each items}}{{#each parts}}{{█', ['id', '../title', '../../tone', '@index', 'this', '@root']],
    ['{{#each items as |item i|}}{{#each item.parts as |part|}}{{█', ['part', 'item', 'i', 'id']],
    ['{{#each items as |item|}}{{#each item.parts as |part|}}{{part.█', ['id']],
    ['{{#with user.home}}{{█', ['city', '../tone']],
    ['{{#with user.home}}{{..█', ['../tone', '../user']],
    ['{{#each items}}{{else if █}}{{/each}}', ['tone', 'user']],
    ['{{#each items}}{{else}}{{█}}{{/each}}', ['tone', 'user']],
    ['{{@metadata.█', ['prompt', 'docs', 'messages']],
    ['{{items.█', ['length']],
    ['{{{█}}}', ['tone', 'user', 'json']],
    ['{{items.[0].█', ['title', 'parts']],
    ['{{limits.█', ['most', 'words']],
    ['{{@root.limits.█', ['most']],
    ['{{nowhere}}{{█', ['nowhere', 'shout']],
    ['{{@auth.email}}{{@█', ['@auth', '@root', '@metadata']],
    ['{{json (█', ['lookup', 'shout']],
    ['{{json (lookup user █) indent=2}}', ['tone']],
    ['{{#█', ['if', 'each', 'user', 'items']],
    ['{{^█', ['user', 'items']],
    ['{{#each items █', ['as |item index|']],
    ['{{#if tone}}{{else █', ['if', 'each', 'tone']],
    ['{{role █', ['"user"', '"system"']],
    ['{{#ifEquals tone █', ['"formal"', '"short"', 'user']],
    ['{{#each items}}{{else█', ['else', '/each']],
    ['---\nmodel: a/b\n{{█', ['role', '#if']],
  ])('%s', async (body, expected) => {
    const found = await labels(body.startsWith('---') ? body : schema + body);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    ['text █'],
    ['{{tone}} █'],
    ['{{! to█ }}'],
    ['{{!-- }} {{to█ --}}'],
    ['\\{{to█'],
    ['{{{{raw}}}} {{to█ {{{{/raw}}}}'],
    ['{{#each items as |█'],
    ['{{#each items as |item to█|}}'],
    ['{{/if to█'],
    ['{{json "to█"}}'],
    ['{█{'],
    ['{{#*█'],
    ['{{tone}█}'],
  ])('nothing in %s', async (body) => {
    expect(await labels(schema + body)).toEqual([]);
  });

  test.each([
    ['{{#each items}}{{█{{/each}}', ['tone', 'user', '/each']],
    ['{{█', ['@index', 'this', 'nowhere', 'else']],
    ['{{json (█', ['role', 'media', 'tone', '#if']],
    ['{{#if tone}}{{█}}{{/if}}', ['/if']],
    ['{{#if tone}}{{else}}{{█}}{{/if}}', ['else']],
    ['{{user.█', ['tone', 'city']],
    ['{{{█}}}', ['#if', '#each', 'role', 'history', '> company']],
    ['{{#if tone}}{{{█', ['/if', 'else', '#if']],
    ['{{> █', ['tone']],
  ])('%s without %j', async (body, absent) => {
    const found = await labels(schema + body);
    expect(absent.filter((label) => found.includes(label))).toEqual([]);
  });

  test.each([
    ['{{█', ['title', 'who', 'level', 'tone']],
    ['{{who.█', ['name', 'home']],
    ['{{who.home.█', ['city']],
    ['{{#each all}}{{█', ['id', '../who']],
  ])('a partial knows what it is given: %s', async (body, expected) => {
    const caller = '{{#each items}}{{> card who=@root.user all=parts level=2}}{{/each}}{{> card}}';
    const files = { 'reply.prompt': schema + caller, 'other.prompt': '{{> unknown x=1}}' };
    const found = await labels(body, { path: '_card.prompt', files });
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(found).not.toContain('x');
  });

  test('the name that is being typed does not make itself known', async () => {
    expect(await labels('{{nowh█}}')).not.toContain('nowh');
  });

  test('what is nearest comes first', async () => {
    const found = await proposals(`${schema}{{#each items as |zebra|}}{{█`);
    const sorted = found.sort((left, right) => ((left.sortText ?? '') < (right.sortText ?? '') ? -1 : 1));
    const rank = (label: string): number => sorted.findIndex((item) => item.label === label);
    const order = ['zebra', 'title', 'this', '../tone', '@index', '#if'].map(rank);
    expect(order).toEqual([...order].sort((left, right) => left - right));
    expect(order[0]).toBe(0);
  });
});

describe('what is taken', () => {
  const files = { '_card.prompt': 'Hi {{name}} of {{home.city}}{{note}}', '_plain.prompt': 'Bye' };
  test.each([
    ['{{fi█', 'first name', '{{[first name]'],
    ['{{us█er.name}}', 'user', '{{user.name}}'],
    ['{{user.na█me}}', 'name', '{{user.name}}'],
    ['{{#with user}}{{█', '> card', '{{#with user}}{{> card note=note}}'],
    ['{{> card note=1 █}}', 'name=', '{{> card note=1 name=}}'],
    ['{{#> pl█', 'plain', '{{#> plain}}{{/plain}}'],
    ['x {{#us█', 'user', 'x {{#user}}{{/user}}'],
    ['{{#if tone}}x{{else i█', 'if', '{{#if tone}}x{{else if items}}'],
    ['x {{{ja█', 'json', 'x {{{json'],
    ['{{#each items █}}', 'as |item index|', '{{#each items as |item index|}}'],
    ['{{#i█}}x{{/if}}', 'if', '{{#if items}}x{{/if}}'],
    ['{{█}}{{#if tone}}{{/if}}x{{/if}}', '#if', '{{#if items}}{{#if tone}}{{/if}}x{{/if}}'],
    ['{{#us█}}x{{/user}}', 'user', '{{#user}}x{{/user}}'],
    ['{{#if tone}}a {{#i█}}x{{/if}}', 'if', '{{#if tone}}a {{#if items}}{{/if}}x{{/if}}'],
    ['{{#if tone}}a {{#ea█}}x{{/each}}{{/if}}', 'each', '{{#if tone}}a {{#each items}}x{{/each}}{{/if}}'],
    ['{{~#un█~}}', 'unless', '{{~#unless items~}}'],
  ])('%s with %s', async (body, label, expected) => {
    const taken = (await accept(schema + body, label, { files })).slice(schema.length);
    expect(taken.slice(0, expected.length)).toBe(expected);
  });

  test('a partial renders as it comes, with all that it needs, in whatever block', async () => {
    const blocks: [string, string][] = [
      ['', ''],
      ['{{#with @root.user}}', '{{/with}}'],
      ['{{#each @root.items as |entry|}}', '{{/each}}'],
    ];
    await fc.assert(
      fc.asyncProperty(fc.subarray(blocks), async (around) => {
        const before = around.map(([start]) => start).join('');
        const after = around
          .map(([, end]) => end)
          .reverse()
          .join('');
        const head =
          '---\ninput:\n  schema:\n    user(object): { name: string, note: string }\n    items(array): { title: string }\n    note: string\n    name: string\nprompthub.lint: { unused-input: off }\n---\n';
        const partials = { card: 'Hi {{name}}{{note}}' };
        const source = await accept(`${head}${before}{{> ca█}}${after}`, 'card', {
          files: { '_card.prompt': partials.card },
        });
        const input = { user: { name: 'Ada', note: '!' }, items: [{ title: 'one' }], note: '?', name: 'Bob' };
        expect(check(source, { partials }).diagnostics).toEqual([]);
        const { messages } = await render(source, { input }, { partials });
        const [part] = messages[0]?.content ?? [];
        expect(JSON.stringify(part)).toMatch(/Hi (Ada|Bob)[!?]/);
      }),
    );
  });

  test('a client without snippets gets plain text', async () => {
    const opened = await open(`${schema}x {{█`);
    opened.context.abilities = { ...opened.context.abilities, snippets: false };
    const found = await proposalsIn(opened);
    expect(found.filter(({ insertTextFormat }) => insertTextFormat !== undefined)).toEqual([]);
    expect(found.filter(({ textEdit }) => textEdit?.newText.includes('$'))).toEqual([]);
    expect(found.find(({ label }) => label === '#each')?.textEdit?.newText).toBe('#each items}}{{/each}}');
  });

  test('what has properties is taken by a dot', async () => {
    const found = await proposals(`${schema}{{█`);
    const commits = (name: string) => found.find(({ label }) => label === name)?.commitCharacters;
    expect(commits('user')).toEqual(['.']);
    expect(commits('tone')).toBeUndefined();
  });
});

test('callers of a partial are read once, until one of them changes', async () => {
  const files = { 'reply.prompt': `${schema}{{> card who=user}}` };
  const opened = await open('{{█', { path: '_card.prompt', files });
  const load = jest.spyOn(opened.context.workspace, 'load');
  await proposalsIn(opened);
  expect((await proposalsIn(opened)).map(({ label }) => label)).toContain('who');
  expect(load).toHaveBeenCalledTimes(1);
  opened.context.documents.open('file:///workspace/reply.prompt', 'dotprompt', 2, '{{> card when=now}}');
  expect((await proposalsIn(opened)).map(({ label }) => label)).toContain('when');
});

test('documentation comes when it is asked for', async () => {
  const opened = await open('{{█', { files: { '_card.prompt': 'Hi {{name}}' } });
  const found = await proposalsIn(opened);
  const resolved = (name: string) => {
    const item = found.find(({ label }) => label === name);
    if (!item) throw new Error(`no proposal ${name}`);
    return JSON.stringify(completionResolve(opened.context, item));
  };
  expect(JSON.stringify(found)).not.toContain('Begins a message');
  expect(resolved('role')).toContain('Begins a message');
  expect(resolved('> card')).toContain('Hi {{name}}');
  expect(completionResolve(opened.context, { label: 'x', data: 'nonsense' })).toEqual({
    label: 'x',
    data: 'nonsense',
  });
});

test('a long prompt is not parsed for its proposals, and its head only once', async () => {
  const opened = await open(
    `${schema}${'{{#if tone}}{{user.name}}{{/if}}\n'.repeat(20_000)}{{#each items}}{{█`,
  );
  const tree = jest.spyOn(opened.document, 'tree', 'get');
  expect((await proposalsIn(opened)).map(({ label }) => label)).toEqual(
    expect.arrayContaining(['title', '../tone']),
  );
  expect(tree).not.toHaveBeenCalled();
});
