import { open, type OpenOptions } from '../testing/context';
import { preview } from './preview';

async function shown(text: string, more: object = {}, options?: OpenOptions) {
  const { context, uri } = await open(text, options);
  return preview(context, { uri, ...more });
}

const prompt =
  '---\nmodel: echo/echo\nprompthub.tests:\n  - { description: a, vars: { name: Ada } }\n  - { description: b, vars: { name: Bob } }\n---\n{{role "system"}}Be kind.{{role "user"}}Hi {{name}} {{> sign}}';

test('the messages for the first test, the chosen one, and given values', async () => {
  const files = { '_sign.prompt': 'bye' };
  const result = await shown(prompt, {}, { files });
  expect(result).toMatchObject({ model: 'echo/echo', testDescription: 'a' });
  expect(result.messages).toEqual([
    { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }], history: false },
    { role: 'user', parts: [{ type: 'text', text: 'Hi Ada bye' }], history: false },
  ]);
  const second = await shown(prompt, { testId: 'file:///workspace/test.prompt#1' }, { files });
  expect(second.messages[1]?.parts).toEqual([{ type: 'text', text: 'Hi Bob bye' }]);
  const own = await shown(prompt, { vars: { name: 'Eve' } }, { files });
  expect(own.messages[1]?.parts).toEqual([{ type: 'text', text: 'Hi Eve bye' }]);
});

test('what cannot be rendered comes as an error', async () => {
  const result = await shown('Hi {{#if x}}');
  expect(result.messages).toEqual([]);
  expect(result.error?.message).toBeTruthy();
});

test('a prompt that is not there is named', async () => {
  const { context } = await open('');
  await expect(preview(context, { uri: 'file:///workspace/none.prompt' })).rejects.toThrow(
    'none.prompt does not exist',
  );
});
