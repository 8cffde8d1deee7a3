import type { LLMock } from '@copilotkit/aimock';
import { createProvider } from '../providers/provider-registry';
import { contextFor, startWireServer, WIRES } from '../providers/testing/wire-server';
import { Gateway } from './gateway';
import { FakeClock } from './testing/fake-clock';
import { listen } from './testing/fault-server';

/** The faults of a server that others wrote, so that ours are not all there is. */
let server: LLMock;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.reset();
});

const request = { messages: [{ role: 'user' as const, content: [{ text: 'hello' }] }], config: {} };
const limited = { error: { message: 'wait', type: 'rate_limit_error' }, status: 429, retryAfter: 17 };
const quota = {
  error: { message: 'no', type: 'insufficient_quota', code: 'insufficient_quota' },
  status: 429,
  retryAfter: 17,
};

describe.each(WIRES)('$name', (wire) => {
  test.each([
    ['drops', { content: 'hi' }, { dropRate: 1 }, 'server-error', [375, 750]],
    ['breaks off', { content: 'hi' }, { disconnectRate: 1 }, 'network', [375, 750]],
    ['answers no JSON', { content: 'hi' }, { malformedRate: 1 }, 'malformed-response', []],
    ['asks to wait', limited, {}, 'rate-limited', [17_125, 17_125]],
    ['has no quota', quota, {}, 'quota-exceeded', []],
  ])('a server that %s', async (_what, answer, chaos, code, waits) => {
    server.on({ userMessage: 'hello' }, answer, { chaos });
    const clock = new FakeClock();
    const gateway = new Gateway({ clock, random: () => 0.5 });
    const context = contextFor(wire, server.url);
    const call = { model: `${wire.name}/${wire.model}`, request };
    const { error, text } = await listen(
      gateway.stream(call, { open: (name) => createProvider(name, context) }),
    );
    expect(error).toMatchObject({ code });
    expect([text, clock.slept]).toEqual(['', waits]);
  });
});
