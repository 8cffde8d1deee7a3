import fc from 'fast-check';
import type { KeptAnswer } from './kept-answer';
import { MemoryAnswers } from './memory-answers';

const answerOf = (text: string): KeptAnswer => ({
  model: 'openai/gpt-5-mini',
  text,
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 1, estimated: false },
  keptAt: '2026-01-01T00:00:00.000Z',
});
const json = (text: string): string => JSON.stringify(answerOf(text));

let now: number;
let answers: MemoryAnswers;

beforeEach(() => {
  now = 5_000;
  answers = new MemoryAnswers(() => now);
});

test('what was kept is given again as it was, and changing it changes nothing that is kept', () => {
  answers.put('a', json('hello'), 60);
  const first = answers.get('a', 60);
  expect(first).toEqual(answerOf('hello'));
  if (first !== undefined) first.text = 'changed';
  expect(answers.get('a', 60)).toEqual(answerOf('hello'));
  expect(answers.get('b', 60)).toBeUndefined();
});

test('an answer is as old as its keeper and its asker both allow, at any time', () => {
  const seconds = fc.integer({ min: 1, max: 2_592_000 });
  fc.assert(
    fc.property(seconds, seconds, fc.nat(2_592_000_000), (ttl, maxAge, ageMs) => {
      answers.put('a', json('hello'), ttl);
      now += ageMs;
      expect(answers.get('a', maxAge) !== undefined).toBe(ageMs < ttl * 1000 && ageMs < maxAge * 1000);
    }),
  );
});

test('a new answer takes the place of the older one, and is as young as it is', () => {
  answers.put('a', json('old'), 10);
  now += 9_000;
  answers.put('a', json('new'), 10);
  now += 9_000;
  expect(answers.get('a', 10)?.text).toBe('new');
});

test('when the memory is full, what was not used for longest is forgotten', () => {
  answers = new MemoryAnswers(() => now, 2 * (json('a').length + 300) + 10);
  answers.put('a', json('a'), 60);
  answers.put('b', json('b'), 60);
  answers.get('a', 60);
  answers.put('c', json('c'), 60);
  expect(['a', 'b', 'c'].filter((key) => answers.get(key, 60) !== undefined)).toEqual(['a', 'c']);
});
