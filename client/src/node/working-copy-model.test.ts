import fc from 'fast-check';
import { BRANCHES, CopyWorld, FILES, type Step } from '../testing/copy-world';
import { mortal } from '../testing/mortal';

jest.mock('node:fs/promises', () =>
  jest
    .requireActual<{ mortal: typeof mortal }>('../testing/mortal')
    .mortal.files(jest.requireActual('node:fs/promises')),
);

const dieAfter = fc.option(fc.nat(30), { nil: undefined, freq: 3 });
const file = fc.constantFrom(...FILES);
const branch = fc.constantFrom(...BRANCHES);
const files = fc.oneof(fc.constant(FILES), fc.subarray([...FILES], { minLength: 1 }));
const alive = fc.constant(undefined);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), file, dieAfter: alive }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), file, dieAfter: alive }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('colleague' as const),
      ...{ file, branch, dieAfter: alive },
      line: fc.constantFrom('theirs' as const, 'theirs' as const, 'ours' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('commit' as const), files, dieAfter }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('publish' as const), files, dieAfter }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('uncommit' as const), dieAfter }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('send' as const), dieAfter }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pull' as const), keepMine: fc.boolean(), dieAfter }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('switch' as const, 'create' as const), branch, dieAfter }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('away' as const, 'back' as const), dieAfter: alive }),
  },
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
    { numRuns: 40 },
  );
}, 120_000);
