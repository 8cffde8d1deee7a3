import fc from 'fast-check';
import { Purse } from './purse';
import { CapReachedError, SpendingCap } from './spending-cap';

const never = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** An answer that costs all, and its judge who finds what is left and no more. */
function spendAll(purse: Purse, { worst, cost }: { worst: number; cost: number }): void {
  purse.take(worst / 100)?.((cost - Math.floor(cost / 2)) / 100);
  purse.take(Math.floor(cost / 2) / 100)?.(Math.floor(cost / 2) / 100);
  purse.close();
}

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
        const under: { worst: number; cost: number; purse: Purse }[] = [];
        let ended = 0;
        for (const { worst, share } of questions)
          void cap.reserve(worst / 100, never).then(
            (purse) => {
              reserved += worst;
              expect(spent + reserved).toBeLessThanOrEqual(capCents + 1e-6);
              under.push({ worst, cost: Math.floor(worst * share), purse });
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
          spendAll(done.purse, done);
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
  const purse = await cap.reserve(0.8, never);
  const controller = new AbortController();
  const waiting = cap.reserve(0.5, controller.signal);
  const behind = cap.reserve(0.2, never);
  controller.abort();
  await expect(waiting).rejects.toThrow('cancelled');
  await expect(behind).resolves.toBeInstanceOf(Purse);
  purse.close();
});

test('a purse is widened only with what is there now, and what settles after it was closed is counted', async () => {
  const cap = new SpendingCap(1);
  const [purse, other] = [await cap.reserve(0.5, never), await cap.reserve(0.4, never)];
  expect(purse.take(0.7)).toBeUndefined();
  const settle = purse.take(0.6);
  purse.close();
  settle?.(0.3);
  other.close();
  await expect(cap.reserve(0.71, never)).rejects.toThrow(CapReachedError);
  await expect(cap.reserve(0.7, never)).resolves.toBeInstanceOf(Purse);
});
