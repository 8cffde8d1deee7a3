import fc from 'fast-check';
import { step } from '../testing/copy-steps';
import { CopyWorld } from '../testing/copy-world';
import { mortal } from '../testing/mortal';

jest.mock('node:fs/promises', () =>
  jest
    .requireActual<{ mortal: typeof mortal }>('../testing/mortal')
    .mortal.files(jest.requireActual('node:fs/promises')),
);

it('no edit is lost, no commit doubled, and their order kept, whatever happens and whenever the process is killed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      mortal.reborn();
      const world = new CopyWorld();
      try {
        await world.start();
        for (const one of steps) await world.run(one);
        await world.settle();
      } finally {
        mortal.reborn();
        await world.end();
      }
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 900 : 40 },
  );
}, 900_000);
