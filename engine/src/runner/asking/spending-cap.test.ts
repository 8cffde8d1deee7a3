import fc from 'fast-check';
import { CapReachedError, SpendingCap } from './spending-cap';

const never = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('spent and reserved never pass the cap, nobody waits for ever, and who is refused could not have fitted', async () => {
  const question = fc.record({
    worst: fc.integer({ min: 0, max: 60 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 200 }),
      fc.array(question, { maxLength: 40 }),
      fc.infiniteStream(fc.nat(9)),
      async (capCents, questions, order) => {
        const cap = new SpendingCap(capCents / 100);
        let [spent, reserved] = [0, 0];
        const under: { worst: number; cost: number; settle: (usd: number) => void }[] = [];
        let ended = 0;
        for (const { worst, share } of questions)
          void cap.reserve(worst / 100, never).then(
            (settle) => {
              reserved += worst;
              expect(spent + reserved).toBeLessThanOrEqual(capCents + 1e-6);
              under.push({ worst, cost: Math.floor(worst * share), settle });
            },
            (error: unknown) => {
              expect(error).toBeInstanceOf(CapReachedError);
              expect(spent + worst).toBeGreaterThan(capCents);
              ended++;
            },
          );
        await settled();
        while (under.length > 0) {
          const place = (order.next().value ?? 0) % under.length;
          const [done] = under.splice(place, 1);
          if (!done) break;
          spent += done.cost;
          reserved -= done.worst;
          ended++;
          done.settle(done.cost / 100);
          await settled();
        }
        expect(ended).toBe(questions.length);
      },
    ),
    { numRuns: 60 },
  );
});

test('who waits for others to settle leaves when the run is cancelled, and holds up nobody', async () => {
  const cap = new SpendingCap(1);
  const settle = await cap.reserve(0.8, never);
  const controller = new AbortController();
  const waiting = cap.reserve(0.5, controller.signal);
  const behind = cap.reserve(0.2, never);
  controller.abort();
  await expect(waiting).rejects.toThrow('cancelled');
  await expect(behind).resolves.toBeInstanceOf(Function);
  settle(0.1);
});
