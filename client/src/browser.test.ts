import { createContext, runInContext } from 'node:vm';
import { join } from 'node:path';
import { build } from 'esbuild';
import { LiveServer } from './testing/live-server';
import { ReleaseServer } from './testing/release-server';

/** What browsers have of what the SDK uses. */
const WEB = {
  ...{ fetch, URL, URLSearchParams, AbortController, DOMException, TextEncoder, TextDecoder, crypto },
  ...{ performance, setTimeout, clearTimeout, WebSocket },
};

/** Runs with the SDK where there is nothing of Node. */
let run: (script: string, globals: Record<string, unknown>) => unknown;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'index.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'sdk',
    conditions: ['prompthub-source'],
    logLevel: 'silent',
  });
  run = (script, globals) => {
    const browser = createContext({ ...WEB, ...globals });
    runInContext(outputFiles[0]?.text ?? '', browser);
    return runInContext(script, browser);
  };
});

it('gets and renders prompts', async () => {
  const hub = await ReleaseServer.start();
  try {
    hub.deploy('production', { 'reply.prompt': 'Hello {{name}}' });
    const said = await run(
      `new sdk.PromptClient({ hub: address, project: 'acme/desk' })
        .getPrompt('reply', { environment: 'production' })
        .then((prompt) => prompt.source + ': ' + prompt.render({ name: 'Ada' }).messages[0].content[0].text)`,
      { address: hub.url },
    );
    expect(said).toBe('hub: Hello Ada');
  } finally {
    await hub.close();
  }
});

it('is told of what moves', async () => {
  const hub = await LiveServer.start();
  try {
    await run(
      `new Promise((resolve) => {
        const project = new sdk.HubClient({ baseUrl: address, token: async () => 'good' }).project('acme/desk');
        project.follow({ connected: resolve, moved: () => undefined });
      })`,
      { address: hub.url },
    );
    expect(hub.tokens).toEqual(['good']);
  } finally {
    await hub.close();
  }
});
