import { readFileSync } from 'node:fs';
import path from 'node:path';
import { banner } from './banner';
import { REPOSITORY } from './folders';
import type { RunningHub } from './serve';

const hub = (url: string, firstRun: RunningHub['firstRun']): RunningHub => ({
  url,
  firstRun,
  database: { url: 'postgresql://localhost/x', cluster: undefined },
  readyMs: 310,
  stop: () => Promise.resolve(),
});
const nothing = { signInLink: undefined, warning: undefined };
const link = readFileSync(path.join(REPOSITORY, 'examples/support-desk/prompthub.yaml'), 'utf8');
const usual = /^hub: (\S+)$/m.exec(link)?.[1] ?? '';

test('at the address that the sample is linked to, nothing has to be changed', async () => {
  const text = await banner(hub(usual, nothing), '/data');
  expect(text).toContain(`PromptHub is running at ${usual} (ready in 0.3 s)`);
  expect(text).toMatch(/Sample project: {2}acme\/support-desk$/m);
});

test('at another address it says what to write where', async () => {
  const text = await banner(hub('https://hub.example.com', nothing), '/data');
  expect(text).toContain('(write "hub: https://hub.example.com" into examples');
});

test('a link to sign in and a warning are shown when there are any', async () => {
  const signInLink = `${usual}/link?token=phl_x`;
  const text = await banner(hub(usual, { signInLink, warning: 'No sample.' }), '/data');
  expect(text).toContain(signInLink);
  expect(text).toContain('Note: No sample.');
  expect(await banner(hub(usual, nothing), '/data')).not.toMatch(/Sign in|Note/);
});
