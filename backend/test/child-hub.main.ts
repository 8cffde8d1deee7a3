import { z } from 'zod';
import { HubConfig, type HubSettings } from '../src/config/hub-config';
import { createHub } from '../src/main';

const key = z.object({ hex: z.string() }).transform(({ hex }) => Buffer.from(hex, 'hex'));
const settings = z.looseObject({ encryptionKeys: z.array(key), jwtKeys: z.array(key) });

/** Runs a hub with the settings in HUB_SETTINGS and prints where it listens. */
async function main(): Promise<void> {
  const given = settings.parse(JSON.parse(process.env['HUB_SETTINGS'] ?? '{}'));
  const app = await createHub(new HubConfig(given as unknown as HubSettings));
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`${(await app.getUrl()).replace('[::1]', '127.0.0.1')}\n`);
}

void main();
