import type { LiveEvent, TestRun } from '@prompthub/protocol';
import { HubUnreachableError } from '../errors';
import type { ProjectListener } from '../live/project-follower';
import { FakeClock } from '../testing/fake-clock';
import { lookUntilEnded } from './look-until-ended';

const ID = '0198d6a1-2b3c-7d4e-8f50-61728394a5b6';
const OTHER = '0198d6a1-2b3c-7d4e-8f50-000000000000';
const moved = (run: string): LiveEvent => ({ kind: 'test-run', project: OTHER, run });

let clock: FakeClock;
let listener: ProjectListener | undefined;
let closed: boolean;
beforeEach(() => {
  clock = new FakeClock();
  [listener, closed] = [undefined, false];
});

/** A run that is looked at; each look takes the next of these. */
function watch(looks: (Partial<TestRun> | Error)[], signal?: AbortSignal) {
  const seen: (string | undefined)[] = [];
  const left = [...looks];
  const ended = lookUntilEnded(
    {
      id: ID,
      look: () => {
        const next = left.shift();
        return next instanceof Error ? Promise.reject(next) : Promise.resolve((next ?? {}) as TestRun);
      },
      follow: (given) => {
        listener = given;
        return { close: () => (closed = true) };
      },
    },
    { clock, onProgress: ({ status }) => seen.push(status), ...(signal && { signal }) },
  );
  ended.catch(() => undefined);
  return { ended, seen, left };
}

const END = { status: 'passed', endedAt: '2026-11-22T09:30:00.000Z' } as const;
const unreachable = () => new HubUnreachableError('http://hub', 'refused', { message: 'away' });

it('looks when the hub tells that this run got on, and not for others', async () => {
  const { ended, seen, left } = watch([{ status: 'queued' }, { status: 'running' }, END]);
  await clock.advance(0);
  listener?.moved(moved(OTHER));
  await clock.advance(0);
  expect(seen).toEqual(['queued']);
  listener?.moved(moved(ID));
  await clock.advance(0);
  expect([seen, left.length]).toEqual([['queued', 'running'], 1]);
  listener?.connected();
  expect(await ended).toMatchObject(END);
  expect(closed).toBe(true);
});

it('looks every three seconds when nothing is told', async () => {
  const { ended, seen } = watch([{ status: 'running' }, { status: 'running' }, END]);
  await clock.advance(2999);
  expect(seen).toEqual(['running']);
  await clock.advance(3001);
  expect(await ended).toMatchObject(END);
});

it('waits for a hub that is away, and not for ever', async () => {
  const away = watch([...Array.from({ length: 19 }, unreachable), END]);
  await clock.advance(60_000);
  expect(await away.ended).toMatchObject(END);
  const gone = watch(Array.from({ length: 20 }, unreachable));
  await clock.advance(60_000);
  await expect(gone.ended).rejects.toBeInstanceOf(HubUnreachableError);
  expect(closed).toBe(true);
});

it('stops when it is told to', async () => {
  const controller = new AbortController();
  const { ended } = watch([{ status: 'running' }], controller.signal);
  await clock.advance(10);
  controller.abort(new Error('enough'));
  await expect(ended).rejects.toThrow('enough');
  expect(closed).toBe(true);
});
