/**
 * Judging apart, as the hub does it: 2,000 tests of four assertions each (a text, a JSON schema, a pattern, code), 8 at a time, in
 * processes of their own; in turns with the same in this process. Then the longest pause of this process while the code of 8 tests
 * does not end, judged apart and in this process.
 *
 *   npm run bench -- judging [--rounds 3]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { built } from './lib/built.mjs';
import { report } from './lib/report.mjs';
import { median, range } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Math.max(1, Number(values.rounds) || 3);
const CASES = 2_000;
const CONCURRENCY = 8;
const ASSERTIONS = [
  { type: 'contains', value: 'billing' },
  { type: 'is-json', value: { type: 'object', required: ['category'] } },
  { type: 'regex', value: '"category":\\s*"\\w+"' },
  { type: 'javascript', value: 'output.includes(context.vars.word)' },
];
const SPIN = { type: 'javascript', value: 'while (true) {}' };

const { runTests } = await import(built('engine/dist/index.js'));
const { ProcessWorkplace } = await import(built('engine/dist/assertions/workplace/process-workplace.js'));
const workplace = new ProcessWorkplace();
const reference = 'in the process that asks';
try {
  await compareTimes();
  await comparePauses();
} finally {
  workplace.dispose();
}

async function compareTimes() {
  const tests = testsOf(CASES, ASSERTIONS);
  for (const tools of [{ workplace }, {}]) await run(tests.slice(0, 200), tools);
  const [apart, here] = [[], []];
  for (let round = 0; round < rounds; round++) {
    apart.push(await perTest(tests, { workplace }));
    here.push(await perTest(tests, {}));
  }
  report({
    figure: 'judging apart: a test with four assertions, 8 at a time',
    ...{ value: median(apart), unit: 'ms', spread: range(apart, 'ms') },
    reference: { name: reference, value: median(here), spread: range(here, 'ms') },
    aim: { ratioAtMost: 2 },
  });
}

async function comparePauses() {
  const tests = testsOf(CONCURRENCY, [SPIN]);
  report({
    figure: 'judging apart: longest pause of the process that asks, while code of 8 tests does not end',
    ...{ value: await longestPause(tests, { workplace }), unit: 'ms' },
    reference: { name: reference, value: await longestPause(tests, {}) },
    aim: { ratioAtMost: 0.1 },
  });
}

function testsOf(count, assert) {
  return Array.from({ length: count }, (_, index) => ({
    ...{ index, description: `${index}`, mode: 'render', assert },
    vars: { word: 'reply', text: `{"category": "billing", "reply": "number ${index}"}` },
  }));
}

async function perTest(tests, tools) {
  const begun = performance.now();
  await run(tests, tools);
  return (performance.now() - begun) / tests.length;
}

async function longestPause(tests, tools) {
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  await run(tests, tools, 'errored');
  // A pause is known when it is over.
  await new Promise((resolve) => setTimeout(resolve, 20));
  pauses.disable();
  return pauses.max / 1e6;
}

async function run(tests, tools, wanted = 'passed') {
  const results = await runTests({
    ...{ tests, tools, concurrency: CONCURRENCY },
    prompt: { source: '---\ninput: { schema: { text: string, word: string } }\n---\n{{text}}\n' },
    context: { credentials: async () => undefined },
  });
  const other = results.find(({ status }) => status !== wanted);
  if (other)
    throw new Error(
      `${other.status}: ${other.error ?? other.verdicts.map(({ reason }) => reason).join(' ')}`,
    );
}
