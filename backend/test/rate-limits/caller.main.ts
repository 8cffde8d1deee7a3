import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Limited, spenderOf, startLimited, tryToEnter } from './limited';

const order = z.object({
  store: z.enum(['postgres', 'redis']),
  organization: z.string(),
  calls: z.int(),
  /** Milliseconds that a call stays at most; without, none leaves. */
  stay: z.int().optional(),
});
const stores = z.object({ appUrl: z.string(), redisUrl: z.string().optional() });

/** Nanoseconds of a clock that the processes of this machine share. */
const moment = () => String(process.hrtime.bigint());
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Says `+ moment` when it was let in, and `- moment` when it is about to leave. */
async function call(limited: Limited, { organization, stay }: z.infer<typeof order>): Promise<void> {
  const passage = await tryToEnter(limited, spenderOf(organization));
  if (typeof passage === 'string') return;
  say(`+ ${moment()}`);
  if (stay === undefined) return;
  await pause(Math.random() * stay);
  say(`- ${moment()}`);
  passage.leave(undefined);
}

/** Each line that it reads orders calls that all begin at once; it says `done` after the last. */
async function main(): Promise<void> {
  const { appUrl, redisUrl } = stores.parse(JSON.parse(process.env['STORES'] ?? '{}'));
  const inPostgres = await startLimited({ appUrl });
  const inRedis = redisUrl === undefined ? undefined : await startLimited({ appUrl, redisUrl });
  say('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const given = order.parse(JSON.parse(line));
    const limited = given.store === 'redis' ? inRedis : inPostgres;
    if (limited === undefined) throw new Error('no Redis');
    await Promise.all(Array.from({ length: given.calls }, () => call(limited, given)));
    await limited.limits.settled();
    say('done');
  }
}

void main();
