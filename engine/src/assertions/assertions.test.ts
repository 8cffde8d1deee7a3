import fc from 'fast-check';
import type { AssertionSpec } from '../runner/test-case';
import type { Observation } from './assertion';
import { NO_TOOLS } from './assertion-tools';
import { COMPARING_SHAPES, GRADED } from './graded/registry';
import { judge } from './judge';
import { matchesSoon } from './regex-cost';
import { ASSERTION_TYPES } from './registry';
import { golden, observed, of, schema, tools } from './testing/golden';
import { withinTime } from './time-limit';

test('every assertion that asks nobody else has a golden pair', () => {
  const outside = ['python', 'ruby', 'webhook'];
  const others = new Set([...GRADED.map(({ type }) => type), ...Object.keys(COMPARING_SHAPES), ...outside]);
  expect([...new Set(golden.map(([{ type }]) => type))].sort()).toEqual(
    ASSERTION_TYPES.filter((type) => !others.has(type)).sort(),
  );
});

describe.each(golden)('%j', (spec, holds, fails) => {
  test('passes and fails', async () => {
    const passed = await judge(spec, of(holds), { index: 3 });
    expect(passed).toMatchObject({ type: spec.type, pass: true, index: 3 });
    expect(passed.errored).toBeFalsy();
    const failed = await judge(spec, of(fails), { index: 0 });
    expect(failed).toMatchObject({ pass: false });
    expect(failed.errored).toBeFalsy();
    expect(failed.reason).not.toBe('');
  });

  test('turns round with not-', async () => {
    if (spec.type === 'assert-set') return;
    const negated = { ...spec, type: `not-${spec.type}` };
    expect(await judge(negated, of(holds), { index: 0 })).toMatchObject({ pass: false, type: negated.type });
    expect(await judge(negated, of(fails), { index: 0 })).toMatchObject({ pass: true });
  });
});

test('not-x is the negation of x, whatever the output', async () => {
  const specs = golden
    .map(([spec]) => spec)
    .filter(({ type }) => !['assert-set', 'javascript'].includes(type));
  const seen = { tools, logProbs: [-0.5], spans: [{ spanId: '1', name: 'a', startTime: 0, endTime: 300 }] };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...specs), fc.oneof(fc.string(), fc.json()), async (spec, output) => {
      const [plain, negated] = await Promise.all([
        judge(spec, observed(output, seen), { index: 0 }),
        judge({ ...spec, type: `not-${spec.type}` }, observed(output, seen), { index: 0 }),
      ]);
      expect(negated.pass).toBe(!plain.pass);
      expect(negated.score).toBeCloseTo(1 - plain.score);
    }),
  );
});

test('what an output contains, it contains in any case, and with all or any of the list', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string({ minLength: 1 }), fc.string(), async (before, value, after) => {
      const at = observed(before + value + after, { vars: {} });
      for (const type of ['contains', 'contains-all', 'contains-any']) {
        const verdict = await judge({ type, value: type === 'contains' ? value : [value] }, at, { index: 0 });
        expect(verdict).toMatchObject({ pass: true });
      }
      expect(await judge({ type: 'starts-with', value: before + value }, at, { index: 0 })).toMatchObject({
        pass: true,
      });
      expect(await judge({ type: 'equals', value: before + value + after }, at, { index: 0 })).toMatchObject({
        pass: true,
      });
    }),
  );
});

describe('scores, weights and reasons', () => {
  test('a number is a score, kept between 0 and 1', async () => {
    expect(await judge({ type: 'javascript', value: '0.4' }, observed(''), { index: 0 })).toMatchObject({
      pass: true,
      score: 0.4,
    });
    expect(await judge({ type: 'javascript', value: '7' }, observed(''), { index: 0 })).toMatchObject({
      pass: true,
      score: 1,
    });
    expect(await judge({ type: 'javascript', value: '-1' }, observed(''), { index: 0 })).toMatchObject({
      pass: false,
      score: 0,
    });
  });

  test("a threshold holds for a graded result's score", async () => {
    const value = '({ pass: true, score: 0.4 })';
    expect(
      await judge({ type: 'javascript', value, threshold: 0.5 }, observed(''), { index: 0 }),
    ).toMatchObject({
      pass: false,
    });
  });

  test('weight 0 only measures', async () => {
    const verdict = await judge({ type: 'contains', value: 'x', weight: 0, metric: 'm' }, observed('y'), {
      index: 0,
    });
    expect(verdict).toMatchObject({ pass: true, score: 0, metric: 'm', weight: 0 });
  });

  test('the reason says what was expected and what was there', async () => {
    expect((await judge({ type: 'contains', value: 'formal' }, observed('hi'), { index: 0 })).reason).toBe(
      'Expected the output to contain "formal", but it is "hi".',
    );
    expect(
      (await judge({ type: 'contains-all', value: ['a', 'b'] }, observed('a'), { index: 0 })).reason,
    ).toContain('"b" is missing');
    expect(
      (await judge({ type: 'not-contains-any', value: ['a', 'b'] }, observed('a'), { index: 0 })).reason,
    ).toContain('but it has "a".');
    expect(
      (await judge({ type: 'is-json', value: schema }, observed('{"n":"x"}'), { index: 0 })).reason,
    ).toContain('integer');
    expect(
      (
        await judge({ type: 'javascript', value: '({ pass: false, reason: "too curt" })' }, observed(''), {
          index: 0,
        })
      ).reason,
    ).toBe('too curt');
  });

  test('a transform changes what the assertion sees, and only that one', async () => {
    const transform = 'JSON.parse(output).reply.toUpperCase()';
    expect(
      await judge({ type: 'equals', value: 'HI', transform }, observed('{"reply":"hi"}'), { index: 0 }),
    ).toMatchObject({ pass: true });
    expect(
      await judge({ type: 'javascript', value: 'output.a === 1', transform: '({ a: 1 })' }, observed(''), {
        index: 0,
      }),
    ).toMatchObject({ pass: true });
  });
});

describe('assertions at fault are errored, not failed, and not- does not save them', () => {
  const faults: readonly (readonly [AssertionSpec, string, Observation?])[] = [
    [{ type: 'contians', value: 'x' }, 'The nearest known one is "contains"'],
    [{ type: 'llm-rubric', value: 'x' }, 'There is no model here'],
    [{ type: 'select-best', value: 'x' }, 'compares whole outputs'],
    [{ type: 'contains' }, 'needs a text'],
    [{ type: 'contains', value: 'file://expected.txt' }, 'Files cannot be read here'],
    [{ type: 'javascript', value: 'file://check.js' }, 'Files cannot be read here'],
    [{ type: 'contains-all', value: [] }, 'needs a list'],
    [{ type: 'regex', value: '(' }, 'not a regular expression'],
    [{ type: 'regex', value: '(a+)+$' }, 'took more than', observed(`${'a'.repeat(60)}b`)],
    [
      { type: 'is-json', value: { pattern: '(a+)+$' } },
      'took more than',
      observed(JSON.stringify(`${'a'.repeat(60)}b`)),
    ],
    [{ type: 'is-json', value: 'not a schema' }, 'must be a JSON Schema'],
    [{ type: 'is-json', value: { $ref: '#/nowhere' } }, 'cannot be used', observed('{}')],
    [{ type: 'contains', value: '' }, 'not empty'],
    [{ type: 'contains-any', value: '"open' }, 'a quote that does not end'],
    [{ type: 'word-count', value: { min: 3, max: 2 } }, 'needs a number'],
    [{ type: 'is-xml', value: { other: 1 } }, 'paths of elements'],
    [{ type: 'is-xml' }, 'took more than', observed('<a>'.repeat(66_000))],
    [{ type: 'contains-xml' }, 'took more than', observed('<!--'.repeat(200_000))],
    [{ type: 'tool-call-f1', value: [' '] }, 'names of tools'],
    [{ type: 'bleu', value: [] }, 'a list of texts'],
    [{ type: 'chrf', value: '' }, 'not empty'],
    [{ type: 'rouge-l', value: 'x' }, 'up to', observed('x'.repeat(30_000))],
    [{ type: 'is-valid-function-call' }, 'it has none'],
    [{ type: 'is-sql', value: { databaseType: 'Oracle' } }, 'no dialect of SQL "Oracle"'],
    [{ type: 'is-sql', value: { tables: [] } }, 'must be a map with'],
    [
      { type: 'is-sql', value: { allowedTables: ['(.+)+x'] } },
      'took more than',
      observed(`SELECT * FROM ${'a'.repeat(60)}`),
    ],
    [{ type: 'trajectory:tool-used', value: [] }, 'the name of a tool'],
    [{ type: 'trajectory:tool-used', value: 'x' }, 'only renders', observed('', { model: '' })],
    [{ type: 'trajectory:tool-used', value: { name: 'x', type: 'command' } }, 'none of type "command"'],
    [{ type: 'trajectory:tool-sequence', value: 'x' }, 'a list of tools'],
    [{ type: 'trajectory:step-count', value: {} }, '"min" or "max"'],
    [{ type: 'trajectory:step-count', value: { type: ['tool', 'search'], max: 1 } }, 'none of type "search"'],
    [{ type: 'trajectory:tool-args-match', value: { name: 'x' } }, '"name" and "args"'],
    [{ type: 'trace-span-count', value: { pattern: '*' } }, '"pattern", and with "min" or "max"'],
    [{ type: 'trace-span-count', value: { pattern: '*', max: 1 } }, 'none was kept with it'],
    [
      { type: 'trace-span-duration', value: { max: 1, percentile: 101 } },
      '"percentile" (0 to 100)',
      observed('', { spans: [] }),
    ],
    [{ type: 'trace-error-spans', value: 'none' }, '"max_count" or "max_percentage"'],
    [{ type: 'trace-error-spans' }, 'only renders', observed('', { model: '' })],
    [{ type: 'skill-used', value: { min: 1 } }, 'a map with "name" or "pattern"'],
    [{ type: 'skill-used', value: 'x' }, 'only renders', observed('', { model: '' })],
    [{ type: 'guardrails' }, 'only renders', observed('', { model: '' })],
    [{ type: 'perplexity', threshold: 1 }, 'logprobs: true'],
    [{ type: 'perplexity-score', threshold: 1 }, 'only renders', observed('', { model: '' })],
    [{ type: 'perplexity' }, 'needs a number'],
    [{ type: 'levenshtein', value: 'x' }, 'up to', observed('x'.repeat(30_000))],
    [{ type: 'python', value: 'True' }, 'which is not done here'],
    [{ type: 'ruby', value: 'true' }, 'which is not done here'],
    [{ type: 'webhook', value: 'https://example.com/check' }, 'which is not done here'],
    [{ type: 'webhook', value: 'ftp://example.com' }, 'begins with https'],
    [{ type: 'latency' }, 'needs a number'],
    [{ type: 'latency', threshold: 1 }, 'only renders', observed('', { latencyMs: undefined })],
    [
      { type: 'cost', threshold: 1 },
      'price of openai/gpt-5-mini is not known',
      observed('', { costUsd: undefined }),
    ],
    [{ type: 'cost', threshold: 1 }, 'only renders', observed('', { costUsd: undefined, model: '' })],
    [{ type: 'javascript', value: 'nothing.here' }, 'ReferenceError'],
    [{ type: 'javascript', value: '"a text"' }, 'must return'],
    [{ type: 'javascript', value: 'return' }, 'gave nothing'],
    [{ type: 'javascript', value: 'while (true);' }, 'took more than 1000 ms'],
    [{ type: 'contains', value: 'x', transform: 'undefined' }, 'gave nothing'],
    [{ type: 'contains', value: 'x', transform: 'file://t.js' }, 'Files cannot be read here'],
    [{ type: 'contains', value: 'x', transform: 'oops(' }, 'did not finish'],
  ];
  test.each(faults.map(([spec, message, at]) => ({ spec, message, at })))(
    '$spec',
    async ({ spec, message, at = observed('text') }) => {
      for (const type of [spec.type, `not-${spec.type}`]) {
        const verdict = await judge({ ...spec, type }, at, { index: 0 });
        expect(verdict).toMatchObject({ pass: false, errored: true, score: 0 });
        expect(verdict.reason).toContain(message);
      }
    },
  );

  test('an empty assert-set', async () => {
    expect(await judge({ type: 'assert-set' }, observed(''), { index: 0 })).toMatchObject({ errored: true });
  });
});

test('a set that is stopped waits for the judges that it has asked', async () => {
  const ended: string[] = [];
  const slow = Promise.withResolvers<string>();
  const tools = {
    ...NO_TOOLS,
    ask: ({ model = '' }: { model?: string }) =>
      model === 'stops'
        ? Promise.reject(new Error('no money'))
        : slow.promise.finally(() => ended.push(model)),
  };
  const assert = ['stops', 'slow'].map((provider) => ({ type: 'llm-rubric', value: 'kind', provider }));
  const judging = judge({ type: 'assert-set', assert }, observed('x'), { index: 0, tools });
  setImmediate(() => slow.resolve('{"pass":true,"score":1,"reason":""}'));
  await expect(judging).rejects.toThrow('no money');
  expect(ended).toEqual(['slow']);
});

test('a regular expression without a watchdog ends soon', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '\\w',
    'a*',
    'b+',
    '.*',
    '\\w+',
    'a{2,}',
    'a?',
    '(a|b)',
    '(?:ab)',
    '^',
    '$',
    '|',
  );
  const text = fc
    .array(fc.constantFrom('a', 'b', 'ab', 'aaaaaaaaaaaaaaaaaaaa'), { maxLength: 30 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(atom, { maxLength: 12 }), text, (atoms, subject) => {
      const pattern = new RegExp(atoms.join(''));
      if (matchesSoon(pattern, subject)) withinTime(() => pattern.test(subject), 1000);
    }),
  );
  expect(matchesSoon(/^Number \d+/, 'Number 1')).toBe(true);
  for (const dear of [/(a+)+$/, /(a|a)*b/, /(a)\1/, /(?:a?){30}a/, /a*a*a*a*a*b/]) {
    expect(matchesSoon(dear, 'a'.repeat(60))).toBe(false);
  }
});
