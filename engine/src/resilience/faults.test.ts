import { ProviderError, type Provider } from '../providers/provider';
import { TEST_KEY, WIRES } from '../providers/testing/wire-server';
import { Gateway } from './gateway';
import type { RunOptions } from './run';
import { FakeClock } from './testing/fake-clock';
import { listen, startFaultServer, well, type FaultServer, type Listened } from './testing/fault-server';
import { FAULTS, type Fault } from './testing/faults';

const PROVIDERS = WIRES.filter(({ name }) => name !== 'local');
const MATRIX = PROVIDERS.flatMap((wire) => FAULTS.map((fault) => ({ wire, fault, title: fault.name })));
type Cell = (typeof MATRIX)[number];

/** With this chance a first wait is 375 ms, and 125 ms are added to what a provider asks for. */
const random = (): number => 0.5;
const request = { messages: [{ role: 'user' as const, content: [{ text: 'hello' }] }], config: {} };

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(() => server.stop());

interface Called extends Listened {
  readonly slept: readonly number[];
  readonly attempts: number;
}

async function call({ wire, fault }: Cell, { fallback = false, times = Infinity } = {}): Promise<Called> {
  const clock = new FakeClock();
  const gateway = new Gateway({ clock, random });
  const good = [`${wire.name}/good`];
  const later = times < Infinity ? [well('bad')] : [];
  server.answers.set('bad', fault.silent ? later : [fault.send, ...later]).set('mute', [fault.send]);
  let attempts = 0;
  const heard = await listen(
    gateway.stream(
      {
        model: `${wire.name}/bad`,
        request,
        ...(fallback && { fallbacks: { general: good, contextWindow: good, contentPolicy: good } }),
      },
      {
        open: fault.silent ? impatient(server.open(wire), times) : server.open(wire),
        onAttempt: () => attempts++,
      },
    ),
  );
  return { ...heard, slept: clock.slept, attempts };
}

/** Sends so many calls of `bad` to `mute`, and waits 20 ms for each: it may be that nothing was sent by then. */
function impatient(open: RunOptions['open'], times: number): RunOptions['open'] {
  let calls = 0;
  return async (name) => {
    const { provider, model } = await open(name);
    const stream: Provider['stream'] = (asked, options) => {
      if (model !== 'bad' || calls++ >= times) return provider.stream(asked, options);
      return provider.stream({ ...asked, model: 'mute' }, { ...options, timeoutMs: 20 });
    };
    return { model, provider: { id: provider.id, stream } };
  };
}

const waitsOf = ({ waits }: Fault): readonly number[] =>
  waits === 'backoff' ? [375, 750] : waits.map((ms) => ms + 125);

test('the matrix has at least 22 faults of three providers', () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(22);
  expect(PROVIDERS.map(({ name }) => name)).toEqual(['openai', 'azure', 'anthropic']);
});

describe.each(MATRIX)('$wire.name: $title', (cell) => {
  const { fault } = cell;

  test('has its class, its retries and its waits, and shows nothing twice', async () => {
    const { error, text, slept, attempts } = await call(cell);
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ code: fault.code, begun: fault.shown !== undefined });
    expect(String(error)).not.toContain(TEST_KEY);
    expect(slept).toEqual(waitsOf(fault));
    expect(attempts).toBe(1 + waitsOf(fault).length);
    if (!fault.silent) expect(server.asked).toHaveLength(attempts);
    expect(text).toBe(fault.shown ?? '');
  });

  test('is followed by another model where that may help, with no token twice', async () => {
    const { error, text, done } = await call(cell, { fallback: true });
    if (fault.fallsBack) {
      expect(text).toBe('from good');
      expect(done).toMatchObject({ model: `${cell.wire.name}/good`, answer: { text: 'from good' } });
      expect(done?.attempts.map((attempt) => attempt.error?.code)).toEqual([
        ...waitsOf(fault).map(() => fault.code),
        fault.code,
        undefined,
      ]);
    } else {
      expect(error).toMatchObject({ code: fault.code });
      expect(text).toBe(fault.shown ?? '');
    }
  });

  if (waitsOf(fault).length > 0)
    test('that passes is not noticed', async () => {
      const { error, text, done } = await call(cell, { times: 1 });
      expect([error, text]).toEqual([undefined, 'from bad']);
      expect(done?.attempts.map(({ waitMs }) => waitMs)).toEqual([0, waitsOf(fault)[0]]);
    });
});
