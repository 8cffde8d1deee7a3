import fc from 'fast-check';
import { ProviderError, type ProviderErrorCode } from '../providers/provider';
import { Circuit, DEFAULT_CIRCUIT, type Passage } from './circuit';
import { FakeClock } from './testing/fake-clock';

const settings = { ...DEFAULT_CIRCUIT, calls: 4, atLeast: 2, openMs: 1000, longestOpenMs: 4000 };
const failure = (code: ProviderErrorCode): ProviderError => new ProviderError(code, 'x');

let clock: FakeClock;
let circuit: Circuit;
beforeEach(() => {
  clock = new FakeClock();
  circuit = new Circuit(clock, settings);
});

/** What a passage says is heard in the turns of the event loop that follow. */
async function ends(passage: Passage, error?: unknown): Promise<void> {
  if (error === undefined) passage.succeed();
  else passage.fail(error);
  await new Promise((resolve) => setImmediate(resolve));
}

const call = (code?: ProviderErrorCode): Promise<void> => ends(circuit.enter('m'), code && failure(code));

async function trip(): Promise<void> {
  await call('server-error');
  await call('overloaded');
}

test('opens when too many calls failed, and says when it will be tried', async () => {
  await call('server-error');
  expect(circuit.report).toEqual({ state: 'closed' });
  await call('overloaded');
  expect(circuit.report).toEqual({ state: 'open', probeInMs: 1000 });
  clock.advance(400);
  expect(() => circuit.enter('openai/m')).toThrow(
    expect.objectContaining({
      code: 'circuit-open',
      retryAfterMs: 600,
      message: expect.stringContaining('openai/m failed too often of late'),
    }),
  );
});

test('stays closed while half of the calls go well', async () => {
  for (let pair = 0; pair < 10; pair++) {
    await call();
    await call('server-error');
  }
  expect(circuit.report).toEqual({ state: 'closed' });
});

test.each<ProviderErrorCode>([
  ...(['invalid-request', 'unauthorized', 'rate-limited', 'quota-exceeded', 'context-window'] as const),
  ...(['content-policy', 'aborted', 'missing-credentials', 'not-found'] as const),
])('%s says nothing against the model', async (code) => {
  for (let count = 0; count < 8; count++) await call(code);
  expect(circuit.report).toEqual({ state: 'closed' });
});

test('then lets one call try, and closes when that went well', async () => {
  await trip();
  clock.advance(1000);
  expect(circuit.report).toEqual({ state: 'open', probeInMs: 0 });
  const probe = circuit.enter('m');
  expect(circuit.report).toEqual({ state: 'half-open' });
  expect(() => circuit.enter('m')).toThrow(expect.objectContaining({ code: 'circuit-open' }));
  await ends(probe);
  expect(circuit.report).toEqual({ state: 'closed' });
});

test('closes as soon as that call is answered, and counts its end no more', async () => {
  await trip();
  clock.advance(1000);
  const probe = circuit.enter('m');
  probe.begin();
  await ends(probe, failure('network'));
  expect(circuit.report).toEqual({ state: 'closed' });
});

test('a call that is answered and then breaks off counts', async () => {
  for (let count = 0; count < 2; count++) {
    const passage = circuit.enter('m');
    passage.begin();
    await ends(passage, failure('network'));
  }
  expect(circuit.report).toMatchObject({ state: 'open' });
});

test('stays open twice as long after each try that failed, up to a limit', async () => {
  await trip();
  for (const next of [2000, 4000, 4000]) {
    const { probeInMs = 0 } = circuit.report;
    clock.advance(probeInMs);
    await call('network');
    expect(circuit.report).toEqual({ state: 'open', probeInMs: next });
  }
});

test('a try that was cancelled has shown nothing: it stays open, and no longer than before', async () => {
  await trip();
  for (let count = 0; count < 3; count++) {
    clock.advance(1000);
    await call('aborted');
    expect(circuit.report).toEqual({ state: 'open', probeInMs: 1000 });
  }
  clock.advance(1000);
  await call('network');
  expect(circuit.report).toEqual({ state: 'open', probeInMs: 2000 });
});

test('the wall clock may jump', async () => {
  const now = Date.now();
  const wall = jest.spyOn(Date, 'now');
  try {
    await trip();
    wall.mockReturnValue(now + 86_400_000);
    expect(() => circuit.enter('m')).toThrow('tried again in 1 s');
    wall.mockReturnValue(now - 86_400_000);
    clock.advance(1000);
    await call();
    expect(circuit.report).toEqual({ state: 'closed' });
  } finally {
    wall.mockRestore();
  }
});

test('never lets two try at a time, whatever happens', async () => {
  const step = fc.oneof(
    fc.constant('enter' as const),
    fc.record({ end: fc.nat(9), well: fc.boolean() }),
    fc.record({ wait: fc.nat(3000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const time = new FakeClock();
      const tested = new Circuit(time, settings);
      const going: { passage: Passage; probe: boolean }[] = [];
      for (const each of steps) {
        if (each === 'enter') {
          const probe = tested.report.state !== 'closed';
          try {
            going.push({ passage: tested.enter('m'), probe });
          } catch {
            expect(tested.report.state).not.toBe('closed');
          }
        } else if ('wait' in each) time.advance(each.wait);
        else {
          const [ended] = going.splice(each.end, 1);
          if (ended) await ends(ended.passage, each.well ? undefined : failure('network'));
          if (ended?.probe) going.forEach((other) => (other.probe = false));
        }
        expect(going.filter(({ probe }) => probe).length).toBeLessThanOrEqual(1);
      }
    }),
  );
});
