import type { InlayHint } from 'vscode-languageserver';
import { defaultSettings } from '../settings';
import { open, type OpenOptions } from '../testing/context';
import type { TokenCounter, TokenQuestion } from '../tokens/token-counter';
import { inlayHints } from './inlay-hints';
import { resolveInlayHint } from './inlay-token-tooltip';

const settings = { ...defaultSettings, inlineValues: { enabled: false } };
const prompt = (frontmatter: string, template = '{{role "system"}}Be kind.{{role "user"}}Hi') =>
  `---\n${frontmatter}\n---\n${template}`;

/** A token for each character. */
const counterOf = (count: TokenCounter['count']): TokenCounter => ({
  count,
  dispose: () => Promise.resolve(),
});
const perCharacter = ({ texts }: TokenQuestion) => Promise.resolve(texts.map(({ length }) => length));

async function hinted(text: string, tokenCounter?: TokenCounter, options: OpenOptions = {}) {
  const { client } = options.context ?? {};
  const opened = await open(text, {
    ...options,
    context: { settings, tokenCounter, ...(client && { client }) },
  });
  const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
  const ask = () => inlayHints(opened.context, { textDocument: opened.textDocument, range });
  return { ...opened, ask, hints: await ask() };
}

const labels = (hints: readonly InlayHint[]) => hints.map(({ label }) => label);

test('a model whose vocabulary is published has exact counts, asked in one question', async () => {
  const count = jest.fn(perCharacter);
  const { hints, ask } = await hinted(prompt('model: openai/gpt-4o'), counterOf(count));
  expect(labels(hints)).toEqual(['10 tokens in all', '8 tokens', '2 tokens']);
  expect(labels(await ask())).toEqual(labels(hints));
  expect(count.mock.calls).toEqual([
    [expect.objectContaining({ encoding: 'o200k_base', texts: ['Be kind.', 'Hi'] })],
  ]);
});

test.each(['anthropic/claude-haiku-4-5', 'echo/echo', 'azure/gpt-4o'])('%s is estimated', async (model) => {
  const count = jest.fn(perCharacter);
  const { hints } = await hinted(prompt(`model: ${model}`), counterOf(count));
  expect(labels(hints)).toEqual(['≈ 4 tokens in all', '≈ 3 tokens', '≈ 1 token']);
  expect(count).not.toHaveBeenCalled();
});

test('what cannot be counted for certain is estimated, and so is the whole of it', async () => {
  const media = prompt(
    'model: gpt-4o',
    '{{role "system"}}Be kind.{{role "user"}}{{media url="https://x/y.png"}}',
  );
  const counter = counterOf(perCharacter);
  expect(labels((await hinted(media, counter)).hints)).toEqual([
    '≈ 808 tokens in all',
    '8 tokens',
    '≈ 800 tokens',
  ]);
  const tools = prompt('model: gpt-4o\ntoolDefs: [ { name: weather, inputSchema: { type: object } } ]');
  expect(labels((await hinted(tools, counter)).hints)[0]).toMatch(/^≈ .* in all$/);
  const partly = counterOf(() => Promise.resolve([8, undefined]));
  expect(labels((await hinted(prompt('model: gpt-4o'), partly)).hints)).toEqual([
    '≈ 9 tokens in all',
    '8 tokens',
    '≈ 1 token',
  ]);
  const nothing = counterOf(() => Promise.resolve(undefined));
  expect(labels((await hinted(prompt('model: gpt-4o'), nothing)).hints)[0]).toBe('≈ 4 tokens in all');
});

test('many tokens are readable, and one is one', async () => {
  const all = async (tokens: number) => {
    const counter = counterOf(() => Promise.resolve([tokens]));
    return labels((await hinted(prompt('model: gpt-4o', 'Hi'), counter)).hints);
  };
  expect([await all(1_234_567), await all(1)]).toEqual([['1,234,567 tokens in all'], ['1 token in all']]);
});

describe('while the vocabulary is read', () => {
  const slow = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    return { read: resolve, counter: counterOf((question) => promise.then(() => perCharacter(question))) };
  };

  test('estimates come, and the client is told once to ask again', async () => {
    const { read, counter } = slow();
    const { promise: refreshed, resolve } = Promise.withResolvers<void>();
    const refreshHints = jest.fn(resolve);
    const context = { client: { refreshHints } };
    const asked = await hinted(prompt('model: gpt-4o'), counter, {
      abilities: { inlayHintRefresh: true },
      context,
    });
    expect(labels(asked.hints)[0]).toBe('≈ 4 tokens in all');
    expect(labels(await asked.ask())[0]).toBe('≈ 4 tokens in all');
    expect(refreshHints).not.toHaveBeenCalled();
    read();
    await refreshed;
    expect(labels(await asked.ask())[0]).toBe('10 tokens in all');
    expect(refreshHints).toHaveBeenCalledTimes(1);
  });

  test('a client that cannot be told waits for the counts', async () => {
    const { read, counter } = slow();
    const refreshHints = jest.fn();
    const asked = hinted(prompt('model: gpt-4o'), counter, { context: { client: { refreshHints } } });
    setImmediate(read);
    expect(labels((await asked).hints)[0]).toBe('10 tokens in all');
    expect(refreshHints).not.toHaveBeenCalled();
  });
});

describe('the tooltip', () => {
  const tooltips = async (frontmatter: string, counter?: TokenCounter) =>
    (await hinted(prompt(frontmatter), counter)).hints.map(({ tooltip }) => tooltip);

  test('says what counted, and what the tokens are to the model', async () => {
    const test = 'prompthub.tests: [ { description: one } ]';
    expect(await tooltips(`model: openai/gpt-4o\n${test}`, counterOf(perCharacter))).toEqual([
      'Counted with the values of the test “one” by o200k_base, the vocabulary of openai/gpt-4o.\n\n' +
        'The chat format adds about 8 tokens.\n\n' +
        '0.014% of the context window of 128,000 tokens.\n\nAs input of openai/gpt-4o: $0.000045.',
      expect.stringContaining('As input of openai/gpt-4o: $0.000030.'),
      expect.stringContaining('0.0047% of the context window'),
    ]);
  });

  test('says why it is an estimate', async () => {
    const [claude] = await tooltips('model: anthropic/claude-haiku-4-5');
    expect(claude).toMatch(/^Estimated with the default values.*no vocabulary of anthropic.*±25 %/);
    expect(claude).toMatch(/200,000 tokens.*\$0\.000012\.$/s);
    expect((await tooltips('name: x'))[0]).toMatch(
      /the prompt names no model.*chat format adds about 8 tokens\.$/s,
    );
    const [long] = await tooltips(
      'model: gpt-4o',
      counterOf(() => Promise.resolve(undefined)),
    );
    expect(long).toContain('for o200k_base, the vocabulary of gpt-4o, has not counted all of it');
  });

  test('is made when somebody looks, where the client can ask for it', async () => {
    const { context, hints } = await hinted(prompt('model: openai/gpt-4o'), counterOf(perCharacter), {
      abilities: { inlayHintResolve: true },
    });
    expect(hints.map(({ tooltip }) => tooltip)).toEqual([undefined, undefined, undefined]);
    const [first] = JSON.parse(JSON.stringify(hints)) as InlayHint[];
    const resolved = first && (await resolveInlayHint(context, first));
    expect(resolved).toEqual({
      ...first,
      tooltip: expect.stringMatching(/^Counted with the default values/),
    });
  });

  test('of another hint stays what it is', async () => {
    const { context } = await open('Hi');
    const hint: InlayHint = { label: '= 1', position: { line: 0, character: 0 }, tooltip: 'one' };
    expect(await resolveInlayHint(context, hint)).toBe(hint);
  });
});
