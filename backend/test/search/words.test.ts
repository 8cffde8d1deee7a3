import { newProject, type RegistryClient } from '../registry/registry-client';
import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { prompt, SearchClient } from './search-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;

/** Publishes prompts, each a text or a whole file, and searches them. */
async function among(files: Record<string, string>): Promise<SearchClient & { registry: RegistryClient }> {
  const registry = await newProject(hub, `words-${++projects}`);
  await registry.publish(files);
  return Object.assign(new SearchClient(hub, `projects/acme/words-${projects}`), { registry });
}

describe('words', () => {
  it.each([
    ['a word', 'refund', true],
    ['another form of it', 'refunding', true],
    ['in capitals', 'REFUNDS', true],
    ['all of several', 'money refunds', true],
    ['not one of several', 'money tomato', false],
    ['one or the other', 'tomato or money', true],
    ['a phrase', '"give refunds"', true],
    ['not in another order', '"refunds give"', false],
    ['with what it must not have', 'refunds -money', false],
    ['with what it has not', 'refunds -tomato', true],
    ['an unfinished phrase', '"give refunds', true],
    ['a stop word', 'the', true],
    ['the name of a variable', 'customer_name', true],
    ['a part of it', 'customer', true],
    ['words joined by a hyphen', 'well-known', true],
    ['markup', '<answer>', true],
    ['a number', '4.1', true],
    ['an address', 'help.example.com/faq', true],
    ['letters of another script', 'ÜBERRASCHUNG', true],
    ['in its decomposed form', 'u\u0308berraschung', true],
    ['the beginning of a word in the text', 'refu', false],
    ['an operator of PostgreSQL', 'money & tomato', false],
    ['half an operator', 'money &', true],
  ])('find a text by %s', async (_what, q, found) => {
    const search = await among({
      'x.prompt':
        'Give refunds: the money of {{customer_name}} (a well-known one, version 4.1) <answer>Überraschung</answer>, see https://help.example.com/faq.',
    });
    expect(await search.names({ q })).toEqual(found ? ['x'] : []);
  });

  it.each([
    ['退款', '我们的退款政策很简单。', true],
    ['款退', '我们的退款政策很简单。', false],
    ['退款 政策', '我们的退款政策很简单。', true],
    ['ありがとう', 'ご連絡ありがとうございます', true],
    ['GPT模型', '请使用gpt模型回答', true],
    ['ขอบคุณ', 'สวัสดีขอบคุณครับ', true],
    ['환불', '환불 정책', true],
    ['вернём', 'Мы ВЕРНЁМ деньги', true],
  ])('of scripts with and without spaces are found: %s', async (q, text, found) => {
    const search = await among({ 'x.prompt': text, 'y.prompt': 'something else' });
    expect(await search.names({ q })).toEqual(found ? ['x'] : []);
  });

  it('that begin a name find it while they are typed, and what fits best comes first', async () => {
    const search = await among({
      'mail/support-reply.prompt': 'Hello.',
      'mail/other.prompt': 'Support, support, support the reply.',
      'billing/refundPolicy.prompt': 'Hello.',
    });
    for (let length = 2; length < 'support'.length; length++)
      expect(await search.names({ q: 'support'.slice(0, length) })).toEqual(['mail/support-reply']);
    expect(await search.names({ q: 'support' })).toEqual(['mail/support-reply', 'mail/other']);
    expect(await search.names({ q: 'support-rep' })).toEqual(['mail/support-reply']);
    expect(await search.names({ q: 'mail/supp' })).toEqual(['mail/support-reply']);
    expect(await search.names({ q: 'mail/support-reply.prompt' })).toEqual(['mail/support-reply']);
    expect(await search.names({ q: 'refundpol' })).toEqual(['billing/refundPolicy']);
    expect(await search.names({ q: 'pol' })).toEqual(['billing/refundPolicy']);
    expect(await search.names({ q: '"supp"' })).toEqual([]);
  });

  it('count more in the name than in the description, there more than in a tag, and there more than in the text', async () => {
    const search = await among({
      'd.prompt': prompt({ text: 'kraken' }),
      'c.prompt': prompt({ text: 'x', tags: ['kraken'] }),
      'b.prompt': prompt({ text: 'x', description: 'kraken' }),
      'a-kraken.prompt': 'x',
    });
    expect(await search.names({ q: 'kraken' })).toEqual(['a-kraken', 'b', 'c', 'd']);
  });
});

describe('a snippet', () => {
  const snippet = async (text: string, q: string) => {
    const search = await among({ 'x.prompt': text });
    return (await search.page({ q })).items[0]?.snippet;
  };

  it('shows where the words stand, in pieces of plain text', async () => {
    expect(await snippet('<b>Give</b> refunds &amp; more to {{name}}', 'refund')).toEqual([
      { text: 'Give</b> ', match: false },
      { text: 'refunds', match: true },
      { text: ' &amp; more to {{name', match: false },
    ]);
  });

  it('cannot be marked by a prompt', async () => {
    const text = 'a \u0002forged\u0003 mark\u0004 and \u0001refunds';
    const parts = (await snippet(text, 'refunds')) ?? [];
    expect(parts.filter(({ match }) => match)).toEqual([{ text: 'refunds', match: true }]);

    expect(parts.map((part) => part.text).join('')).not.toMatch(/[\u0000-\u0008]/);
  });

  it('marks letters that were typed together as one', async () => {
    expect(await snippet('我们的退款政策很简单。', '退款')).toContainEqual({ text: '退款', match: true });
  });

  it('is there for a name alone, and for an empty text', async () => {
    const search = await among({ 'kraken.prompt': 'The text.', 'kraken-empty.prompt': '' });
    const { items } = await search.page({ q: 'krak' });
    expect(items.map(({ name, snippet: parts }) => [name, parts])).toEqual([
      ['kraken-empty', []],
      ['kraken', [{ text: 'The text.', match: false }]],
    ]);
  });
});

describe('what no prompt is made of', () => {
  it('keeps a prompt in the list, by its name', async () => {
    const damaged: Record<string, Buffer | string> = {
      bytes: Buffer.from([0xff, 0xfe, 0, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
      empty: '',
      'long-word': 'w'.repeat(2_000_000),
      'many-words': Array.from({ length: 800_000 }, (_, index) => index.toString(36)).join('-'),
      metadata: `---\n${JSON.stringify({
        description: ['not', 'a', 'text'],
        model: 'm'.repeat(500),
        name: 7,
        'prompthub.meta': { owner: { a: 1 }, tags: 'one' },
      })}\n---\nx`,
      surrogate: '---\ndescription: "\\ud800 half"\n---\nx',
      unclosed: '---\ndescription: [\nprompthub.meta: {owner: x',
    };
    const names = Object.keys(damaged);
    const search = await among(
      Object.fromEntries(names.map((name) => [`${name}.prompt`, `Text of ${name}`])),
    );
    for (const name of names)
      await ownerQuery(
        hub,
        `UPDATE git_objects SET content = $2::bytea, size = octet_length($2::bytea) WHERE type = 'blob' AND content = convert_to($1, 'UTF8')`,
        [`Text of ${name}`, Buffer.from(damaged[name] ?? '')],
      );
    await ownerQuery(hub, 'DELETE FROM prompt_views');
    expect(await search.names()).toEqual(names);
    for (const name of names) expect(await search.names({ q: name })).toContain(name);
    expect(await search.names({ tag: 'one' })).toEqual(['metadata']);
  });

  it.each([
    ['operators', "a & !b | (c <-> 'd':*) :* '' \\"],
    ['SQL', `'; DROP TABLE prompt_entries; --`],
    ['labels', `'view 1' view 1 'kind prompt'`],
    ['signs only', '-"" !!! & | ( ) <->'],
    ['an emoji', '🎉'],
    ['emoji and a word', '🎉 hello 👩‍👩‍👧'],
    ['one half of an emoji, encoded', '%ED%A0%BD'],
    ['1,000 characters', 'ab '.repeat(333)],
    ['a long word', 'w'.repeat(1000)],
    ['many quotes', '"'.repeat(999)],
    ['many ors', 'or '.repeat(300)],
    ['many exclusions', '-a '.repeat(300)],
    ['letters of all kinds', '𐐀ßſﬁ①½…\u200d\ufeff'],
  ])('may be asked for: %s', async (_what, q) => {
    const search = await among({ 'a.prompt': 'Hello' });
    const { status, body } = await search.ask({ q });
    expect([status, Array.isArray(body.items)]).toEqual([200, true]);
    expect((await search.ask({ tag: q.slice(0, 200) })).body.items).toEqual([]);
    expect((await search.ask({ owner: q.slice(0, 200), model: q.slice(0, 200) })).body.items).toEqual([]);
  });

  it.each([
    ['10 kB of words', { q: 'word '.repeat(2000) }, '/q'],
    ['NUL', { q: 'a\0b' }, '/q'],
    ['NUL in a tag', { tag: ['a', 'b\0'] }, '/tag/1'],
    ['nothing', { q: '' }, '/q'],
    ['a rank without words', { sort: 'rank' }, '/sort'],
    ['a branch and an environment', { branch: 'main', environment: 'staging' }, '/branch'],
    ['no cursor of ours', { cursor: 'garbage' }, '/cursor'],
    [
      'a cursor of another order',
      { cursor: cursorOf(['updated', '2026-01-01T00:00:00.000Z', 'a', 'a']) },
      '/cursor',
    ],
    ['a cursor with NUL', { cursor: cursorOf(['name', null, 'a', 'b\0']) }, '/cursor'],
    ['a cursor of no time', { cursor: cursorOf(['updated', 'never', 'a', 'b']), sort: 'updated' }, '/cursor'],
    ['a cursor of no rank', { cursor: cursorOf(['rank', null, 'a', 'b']), q: 'x' }, '/cursor'],
    [
      'a cursor of the year 0',
      { cursor: cursorOf(['updated', '0000-01-01T00:00:00.000Z', 'a', 'b']), sort: 'updated' },
      '/cursor',
    ],
    ['a cursor of too high a rank', { cursor: cursorOf(['rank', 1e300, 'a', 'b']), q: 'x' }, '/cursor'],
    ['a page of 201', { limit: '201' }, '/limit'],
  ])('is refused in words: %s', async (_what, query, pointer) => {
    const search = await among({ 'a.prompt': 'Hello' });
    const { status, body } = await search.ask(query);
    const [error] = body.errors as { pointer: string; message: string }[];
    expect([status, body.code, error?.pointer.replace(/\/\d+\/\d+$/, '')]).toEqual([
      422,
      'validation-failed',
      pointer,
    ]);
    expect(error?.message).not.toBe('');
  });

  it.each([
    ['rank', 0, { q: 'Hello' }],
    ['rank', 1e-300, { q: 'Hello' }],
    ['rank', 1e-40, { q: 'Hello' }],
    ['rank', 1e6, { q: 'Hello' }],
    ['updated', '0001-01-01T00:00:00.000Z', { sort: 'updated' }],
    ['updated', '9999-12-31T23:59:59.999Z', { sort: 'updated' }],
  ])('is not a made-up cursor, by %s after %p', async (sort, value, query) => {
    const search = await among({ 'a.prompt': 'Hello' });
    expect((await search.ask({ ...query, cursor: cursorOf([sort, value, 'a', 'b']) })).status).toBe(200);
  });

  it('is a branch or an environment that is not there', async () => {
    const search = await among({ 'a.prompt': 'Hello' });
    expect((await search.ask({ branch: 'nowhere' })).body.code).toBe('ref-not-found');
    expect((await search.ask({ environment: 'nowhere' })).body.code).toBe('environment-not-found');
    expect(await search.names({ environment: 'production' })).toEqual([]);
    const empty = await newProject(hub, 'words-empty');
    expect((await empty.get('prompts')).body).toEqual({ items: [] });
  });
});

function cursorOf(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
