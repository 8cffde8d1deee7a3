import fc from 'fast-check';
import { metricsOfTests, totalsOfTests, type ReportedTest, type TestReport } from '@prompthub/protocol';

/** What models answer, and worse: texts that mean something in one of the formats. */
const HOSTILE = [
  ...[
    '</script><img src=x onerror="window.hacked=1">',
    '<!-- <script>',
    "';--",
    '`code` | *bold* [x](http://y.example)',
  ],
  ...[
    '=HYPERLINK("http://y.example")',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '＝1',
    '"quoted", and\r\nmore',
    ']]>',
    '&amp;',
  ],
  ...[
    '\u0000\u0007\u001b[2J',
    '\ud800',
    '\u2028',
    '日本語 🎉',
    '- a: &b *b',
    '::error::x',
    '%0A',
    '---\n',
    '@everyone',
  ],
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc
    .tuple(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 8 }))
    .map((parts) => parts.join('')),
);
const unit = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const figure = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000);
const line = fc.integer({ min: 1, max: 500 });

const verdict = fc.record(
  {
    ...{ type: fc.constantFrom('equals', 'not-contains', 'llm-rubric'), pass: fc.boolean(), score: unit },
    ...{ reason: text, index: fc.nat(5), line, expected: text, actual: text, errored: fc.boolean() },
    ...{ metric: fc.constantFrom('tone', 'length'), weight: figure },
  },
  { requiredKeys: ['type', 'pass', 'score', 'reason', 'index'] },
);

const usage = fc.record({ inputTokens: fc.nat(9999), outputTokens: fc.nat(9999), estimated: fc.boolean() });

const test = fc.record(
  {
    ...{ description: text, source: fc.constantFrom('a.prompt', 'mail/b c.tests.yaml'), index: fc.nat(9) },
    ...{
      mode: fc.constantFrom('run' as const, 'render' as const),
      vars: fc.dictionary(text, text, { maxKeys: 2 }),
    },
    ...{
      status: fc.constantFrom('passed' as const, 'failed' as const, 'errored' as const, 'skipped' as const),
    },
    ...{
      output: text,
      verdicts: fc.array(verdict, { maxLength: 3 }),
      latencyMs: fc.nat(99_999),
      writtenAt: line,
    },
    ...{
      model: fc.constantFrom('openai/gpt-5-mini', 'echo/echo'),
      error: text,
      usage,
      costUsd: figure,
      score: unit,
    },
    ...{ recorded: fc.boolean(), repetitions: fc.constant({ passed: 2, total: 3, least: 2 }) },
  },
  {
    requiredKeys: [
      ...([
        'description',
        'source',
        'index',
        'mode',
        'vars',
        'status',
        'output',
        'verdicts',
        'latencyMs',
      ] as const),
    ],
  },
);

/** Reports as they may be stored: with and without columns, each test in every column. */
export const someReports: fc.Arbitrary<TestReport> = fc
  .record({
    columns: fc.option(
      fc.uniqueArray(fc.record({ label: text, model: fc.constant('echo/echo') }), {
        ...{ minLength: 2, maxLength: 3, selector: ({ label }) => label },
      }),
      { nil: undefined },
    ),
    prompts: fc.uniqueArray(
      fc.record({
        prompt: fc.constantFrom('a.prompt', 'b.prompt', 'x/c|d.prompt'),
        tests: fc.array(test, { maxLength: 4 }),
      }),
      { maxLength: 3, selector: ({ prompt }) => prompt },
    ),
  })
  .map(({ columns, prompts }) => reportOfTests(columns, prompts));

/** A report with these tests, and the figures that they come to. */
export function reportOfTests(
  columns: TestReport['columns'],
  prompts: readonly { readonly prompt: string; readonly tests: readonly ReportedTest[] }[],
): TestReport {
  const placed = prompts.map(({ prompt, tests }) => ({
    prompt,
    tests: columns
      ? tests.flatMap((each) => columns.map((_column, column) => ({ ...each, column })))
      : [...tests],
  }));
  const all = placed.flatMap(({ tests }) => tests);
  const [totals, metrics] = [totalsOfTests(all), metricsOfTests(all)];
  return {
    ...{ version: 1, startedAt: '2026-06-14T12:00:00.000Z', durationMs: 1234.5, totals },
    ...(columns && { columns }),
    ...(metrics && { metrics }),
    prompts: placed,
  };
}
