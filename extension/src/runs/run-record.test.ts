import { sameAgain, type RunRecord } from './run-record';

const URI = 'file:///a.prompt';
const run: RunRecord = {
  ...{ runId: '1', uri: URI, title: 'a.prompt', startedAt: 0, linked: false, status: 'succeeded', text: 'x' },
  ...{ toolCalls: [], facts: [], model: 'openai/a', values: { name: 'Ada' } },
  request: { uri: URI, testId: 't', hub: true },
};

test('the same again has the values and the model of that time, wherever they came from', () =>
  expect(sameAgain(run)).toEqual({
    ...{ uri: URI, testId: 't', hub: true, model: 'openai/a', vars: { name: 'Ada' } },
  }));

test('where values were not kept, those of the test are used, not none', () => {
  expect(sameAgain({ ...run, values: undefined, withoutContents: true })).not.toHaveProperty('vars');
  expect(sameAgain({ ...run, values: undefined })).toHaveProperty('vars', {});
});
