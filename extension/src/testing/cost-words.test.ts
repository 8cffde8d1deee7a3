import type { CostEstimate } from '@prompthub/protocol';
import { costQuestion, tooDearToRun } from './cost-words';

const estimate = (more: Partial<CostEstimate>): CostEstimate => ({
  ...{
    questions: 240,
    aboutUsd: 1.2,
    atMostUsd: 4.1,
    models: ['openai/a', 'openai/b'],
    unpriced: [],
    judged: 0,
  },
  ...more,
});
const LIMITS = { usd: 1, calls: 100 };

test.each<[string, Partial<CostEstimate>, string | undefined]>([
  ['much money', {}, 'Run 240 tests on 2 models: about $1.20, at most $4.10?'],
  [
    'many calls',
    { aboutUsd: 0.01, atMostUsd: 0.2 },
    'Run 240 tests on 2 models: about $0.010, at most $0.20?',
  ],
  ['few calls, little money', { questions: 100, aboutUsd: 1 }, undefined],
  ['many calls that cost nothing', { aboutUsd: 0, atMostUsd: 0, models: ['echo/echo'] }, undefined],
  [
    'a model without a price',
    { aboutUsd: 0, atMostUsd: undefined, models: ['x/y'], unpriced: ['x/y'] },
    'Run 240 tests on x/y: about $0; the price of x/y is not known?',
  ],
  ['judges', { judged: 3 }, 'Run 240 tests on 2 models: about $1.20, at most $4.10; with what judges cost?'],
  ['nothing to ask', { questions: 0, models: [] }, undefined],
])('%s', (_name, more, question) => expect(costQuestion(estimate(more), LIMITS)).toBe(question));

test.each<[string, Partial<CostEstimate>, number, boolean]>([
  ['what costs nothing runs when a file is saved', { aboutUsd: 0, atMostUsd: 0 }, 0, true],
  ['what costs something does not', { aboutUsd: 0.01 }, 0, false],
  ['unless it is allowed to', { aboutUsd: 0.01 }, 0.02, true],
  ['what has no price does not, whatever is allowed', { aboutUsd: 0, unpriced: ['x/y'] }, 9, false],
  ['nor do judges', { aboutUsd: 0, atMostUsd: 0, judged: 1 }, 9, false],
])('%s', (_name, more, most, runs) => expect(tooDearToRun(estimate(more), most) === undefined).toBe(runs));
