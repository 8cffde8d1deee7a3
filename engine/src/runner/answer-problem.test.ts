import type { FinishReason } from '../providers/provider';
import { answerProblem } from './answer-problem';

const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
const json = { format: 'json', schema };
const answer = (text: string, finishReason: FinishReason = 'stop') => ({ text, toolCalls: [], finishReason });
const call = { id: 'c', name: 'f', arguments: '{}' };

test.each([
  [answer(''), undefined, 'empty'],
  [answer(' \n'), json, 'empty'],
  [answer('half', 'length'), json, 'cut-off'],
  [answer('', 'content-filter'), undefined, 'withheld'],
  [answer('Here you are: {"a":1}'), json, 'not-json'],
  [answer('nope'), { format: 'json' }, 'not-json'],
  [answer('{"a":"1"}'), json, 'not-of-schema'],
  [answer('{"b":1}'), { schema }, 'not-of-schema'],
])('%j, where %j was asked for, is %s', (given, output, code) => {
  expect(answerProblem(given, output)).toMatchObject({ code, message: expect.stringMatching(/[^.]\.$/) });
});

test.each([
  [answer('hello'), undefined],
  [answer('{"a":1}'), json],
  [answer('7'), { format: 'json' }],
  [answer('not JSON'), { format: 'text' }],
  [{ ...answer('', 'tool-calls'), toolCalls: [call] }, json],
  [answer(JSON.stringify(`${'a'.repeat(60)}b`)), { schema: { pattern: '(a+)+$' } }],
  [answer('{"a":"x"}'), { schema: { type: 'object', properties: { a: { pattern: '[', type: 'string' } } } }],
])('%j, where %j was asked for, is well', (given, output) => {
  expect(answerProblem(given, output)).toBeUndefined();
});
