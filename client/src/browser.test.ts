import { createContext, runInContext } from 'node:vm';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ReleaseServer } from './testing/release-server';

/** What browsers have of what the SDK uses. */
const WEB = {
  ...{ fetch, URL, URLSearchParams, AbortController, DOMException, TextEncoder, TextDecoder, crypto },
  ...{ performance, setTimeout, clearTimeout },
};

it('runs where there is nothing of Node', async () => {
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
  const hub = await ReleaseServer.start();
  try {
    hub.deploy('production', { 'reply.prompt': 'Hello {{name}}' });
    const browser = createContext({ ...WEB, address: hub.url });
    runInContext(outputFiles[0]?.text ?? '', browser);
    const said: unknown = await runInContext(
      `new sdk.PromptClient({ hub: address, project: 'acme/desk' })
        .getPrompt('reply', { environment: 'production' })
        .then((prompt) => prompt.source + ': ' + prompt.render({ name: 'Ada' }).messages[0].content[0].text)`,
      browser,
    );
    expect(said).toBe('hub: Hello Ada');
  } finally {
    await hub.close();
  }
});
