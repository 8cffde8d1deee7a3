import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startModels, type ModelsServer } from './models-server';
import { Folder } from './workspace';

let models: ModelsServer;
let folder: Folder;

beforeEach(async () => {
  models = await startModels();
  folder = new Folder().write({
    'prompthub.yaml': `endpoints: { stub: { kind: openai-compatible, baseUrl: "${models.url}" } }\n`,
    'a.prompt': '---\nmodel: stub/one\nprompthub.tests: [{ description: a }]\n---\nA\n',
    'b.prompt': '---\nmodel: stub/one\n---\nB {{n}}\n',
    'b.tests.yaml': '- { description: b, dataset: data/b.csv }\n',
    'data/b.csv': 'n\n1\n',
  });
});
afterEach(() => {
  models.stop();
  folder.remove();
});

/** Runs the tests of the folder, saves something each time that they wait for that, and then ends them. */
async function watching(
  saves: readonly (() => void)[],
  ...options: string[]
): Promise<[code: number | null, stderr: string]> {
  let end = (): void => undefined;
  let waits = 0;
  const { code, stderr } = await folder.run(['test', '.', '--watch', ...options], {
    env: { CI: '', OPENAI_API_KEY: 'sk-x' },
    onStart: (child) => (end = () => child.kill('SIGINT')),
    onStderr: (text) => {
      for (const seen = text.split('Waiting for changes').length - 1; waits < seen; waits++)
        (saves[waits] ?? end)();
    },
  });
  return [code, stderr];
}

it('runs again the tests of what is saved, asks only what is new, and ends with Ctrl-C', async () => {
  const saves = [
    () => folder.write({ 'a.prompt': folder.read('a.prompt').replace('A\n', 'A2\n') }),
    // As a change of branches does.
    () => {
      rmSync(join(folder.path, 'data'), { recursive: true });
      folder.write({ 'data/b.csv': 'n\n1\n2\n' });
    },
    () => folder.write({ 'data/b.csv': 'n\n1\n2\n3\n' }),
    () => folder.write({ 'prompthub.yaml': 'endpoints: [\n' }),
  ];
  const [code, stderr] = await watching(saves, '--output', 'r.json');
  expect(models.questions.slice(0, 2).toSorted()).toEqual(['A', 'B 1']);
  expect(models.questions.slice(2)).toEqual(['A2', 'B 2', 'B 3']);
  expect([code, stderr.match(/\d+ passed/g)]).toEqual([0, ['2 passed', '1 passed', '3 passed', '4 passed']]);
  expect(stderr).toMatch(/Changed: prompthub\.yaml\n.*prompthub\.yaml/);
});

it('asks the models that a configuration of promptfoo names now, and keeps its answers in a cassette', async () => {
  const config = (model: string) =>
    `prompts: [Hi]\nproviders: [{ id: 'openai:chat:${model}', config: { apiBaseUrl: '${models.url}' } }]\ntests: [{}]\n`;
  for (const name of ['a.prompt', 'b.prompt', 'b.tests.yaml']) rmSync(join(folder.path, name));
  folder.write({ 'promptfooconfig.yaml': config('one') });
  const save = () => folder.write({ 'promptfooconfig.yaml': config('two') });
  await watching([save], '--cassette', 'c.jsonl', '--allow-host', '127.0.0.1');
  expect(models.asked).toEqual(['one', 'two']);
  const { code, stderr } = await folder.run([
    ...['test', '--watch', '--cassette', 'c.jsonl', '--cassette-mode', 'record'],
  ]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('pay all answers again with every save')]);
});
