import fc from 'fast-check';

export const FILES = ['a.prompt', 'b.prompt', 'c.prompt'] as const;
export const BRANCHES = ['main', 'dev', 'new'] as const;
export type File = (typeof FILES)[number];
export type BranchName = (typeof BRANCHES)[number];

/** What people do with a folder, and when the process is killed that does it. */
export type Step = { readonly dieAfter: number | undefined } & (
  | { readonly do: 'edit' | 'remove'; readonly file: File }
  | {
      readonly do: 'colleague';
      readonly file: File;
      readonly branch: BranchName;
      readonly line: 'ours' | 'theirs';
    }
  | { readonly do: 'commit' | 'publish'; readonly files: readonly File[] }
  | { readonly do: 'uncommit' | 'send' }
  | { readonly do: 'pull'; readonly keepMine: boolean }
  | { readonly do: 'switch' | 'create'; readonly branch: BranchName }
  | { readonly do: 'away' | 'back' }
);

const dieAfter = fc.option(fc.nat(30), { nil: undefined, freq: 3 });
const file = fc.constantFrom(...FILES);
const branch = fc.constantFrom(...BRANCHES);
const files = fc.oneof(fc.constant(FILES), fc.subarray([...FILES], { minLength: 1 }));
const alive = fc.constant(undefined);

export const step: fc.Arbitrary<Step> = fc.oneof(
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
