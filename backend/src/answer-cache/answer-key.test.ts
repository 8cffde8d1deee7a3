import fc from 'fast-check';
import { answerKey, type Question } from './answer-key';

const QUESTION: Question = {
  organizationId: 'o1',
  projectId: 'p1',
  addresses: ['https://api.openai.com/v1'],
  call: {
    model: {
      strategy: 'weighted',
      candidates: [{ model: 'openai/a', weight: 1, tags: ['eu'] }, { model: 'openai/b' }],
      tags: ['eu'],
    },
    fallbacks: {
      general: ['openai/c'],
      contextWindow: ['openai/d'],
      contentPolicy: ['openai/e'],
    },
    request: {
      messages: [
        { role: 'system', content: [{ text: 'Be brief.' }] },
        {
          role: 'user',
          content: [{ text: 'hello' }, { media: { url: 'https://x/y.png', contentType: 'image/png' } }],
        },
      ],
      config: { temperature: 0.2, maxOutputTokens: 10, stopSequences: ['END'], seed: 7 },
      tools: [{ name: 'find', description: 'finds', inputSchema: { type: 'object' } }],
      output: { format: 'json', schema: { type: 'object', properties: { a: { type: 'string' } } } },
    },
  },
};

/** The places of all leaves of a value. */
function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}

/** A copy in which what lies at a place is another value, or, without one, is gone. */
function changed(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => (String(index) === name ? changed(item, rest, to) : item));
    return items.filter((item) => item !== undefined);
  }
  const object = value as Record<string, unknown>;
  return { ...object, [name]: changed(object[name], rest, to) };
}

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reordered(inner)]),
  );
}

const keyOf = (question: unknown): string => answerKey(question as Question);

test.each(leaves(QUESTION).map((path) => [path.join('.'), path] as const))(
  'another %s is another question, and so is none',
  (_name, path) => {
    const keys = [QUESTION, changed(QUESTION, path, 'another'), changed(QUESTION, path, undefined)].map(
      keyOf,
    );
    expect(new Set(keys).size).toBe(3);
  },
);

test('any value in any place makes a question of its own', () => {
  const place = fc.constantFrom(...leaves(QUESTION));
  fc.assert(
    fc.property(place, fc.jsonValue(), fc.jsonValue(), (path, one, other) => {
      const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
      expect(keyOf(changed(QUESTION, path, one)) === keyOf(changed(QUESTION, path, other))).toBe(same);
    }),
  );
});

test('the order of properties does not matter, that of messages does', () => {
  expect(keyOf(reordered(QUESTION))).toBe(answerKey(QUESTION));
  const { call } = QUESTION;
  const messages = call.request.messages.toReversed();
  expect(keyOf({ ...QUESTION, call: { ...call, request: { ...call.request, messages } } })).not.toBe(
    answerKey(QUESTION),
  );
});

test('a property that is undefined is none', () => {
  expect(keyOf(changed(QUESTION, ['call', 'request', 'config', 'topP'], undefined))).toBe(
    answerKey(QUESTION),
  );
});

test.each([[NaN], [Infinity], [-Infinity], [null], ['NaN'], [0], ['0'], ['']])(
  'a setting of %p is no other one',
  (value) => {
    const key = keyOf(changed(QUESTION, ['call', 'request', 'config', 'seed'], value));
    const others = [NaN, Infinity, -Infinity, null, 'NaN', 0, '0', ''].filter(
      (other) => !Object.is(other, value),
    );
    for (const other of others)
      expect(keyOf(changed(QUESTION, ['call', 'request', 'config', 'seed'], other))).not.toBe(key);
  },
);

/** As JSON has it, with properties in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
