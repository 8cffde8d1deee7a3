import { open } from '../testing/context';
import { listModels } from './list-models';

test('the own model of a prompt, and those that have a price', async () => {
  const { context, uri } = await open('---\nmodel: ollama/llama9\n---\nHi');
  const { own, models } = await listModels(context, { uri });
  expect(own).toBe('ollama/llama9');
  expect(models).toEqual(
    expect.arrayContaining(['openai/gpt-5-mini', 'anthropic/claude-haiku-4-5', 'echo/echo']),
  );
  expect(new Set(models).size).toBe(models.length);
});

test('a prompt without a model has none of its own', async () => {
  const { context, uri } = await open('Hi');
  expect(await listModels(context, { uri })).not.toHaveProperty('own');
});

test('of a prompt that is not there it says so', async () => {
  const { context } = await open('Hi');
  await expect(listModels(context, { uri: 'file:///workspace/none.prompt' })).rejects.toThrow(
    'does not exist',
  );
});
