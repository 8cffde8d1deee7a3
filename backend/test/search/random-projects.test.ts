import { encodeBlob, type PromptSummary } from '@prompthub/protocol';
import fc from 'fast-check';
import { withId } from '../../src/registry/git-hash';
import { startHub, type TestHub } from '../hub';
import { ReleaseTester } from '../releases/release-client';
import { BruteForce, type Wanted } from './brute-force';
import { prompt, type PromptFields, SearchClient } from './search-client';

// The oracle reads every file of every version that is asked for.
let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

/** Words that are their own stem. */
const word = fc.constantFrom('alpha', 'bravo', 'cobalt', 'delta', 'ember');
const path = fc.constantFrom(
  'alpha.prompt',
  'bravo/alpha-delta.prompt',
  'bravo/_ember.prompt',
  'x/delta.ember.prompt',
  'readme.txt',
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const tag = fc.constantFrom('red', 'green light', "o'clock");
const owner = fc.constantFrom('ops', 'Ann & Bob');
const MODELS = ['openai/gpt-5', 'openai/gpt-5-mini', 'echo'];
const fields: fc.Arbitrary<PromptFields> = fc.record({
  description: maybe(fc.array(word, { maxLength: 2 }).map((words) => words.join(' '))),
  model: maybe(fc.constantFrom(...MODELS)),
  owner: maybe(owner),
  tags: maybe(fc.uniqueArray(tag)),
  text: fc.array(word, { maxLength: 4 }).map((words) => words.join(' ')),
});

const branch = fc.constantFrom('main', 'main', 'feature');
const environment = fc.constantFrom('staging', 'staging', 'production');
type Step =
  | { do: 'publish'; branch: string; files: [string, PromptFields | null][] }
  | { do: 'branch' | 'delete' | 'merge' | 'back' | 'revert' | 'pick' }
  | { do: 'deploy'; environment: string; ref: string | null; path: string | undefined }
  | { do: 'rollback'; environment: string };
const publish: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('publish'),
  branch,
  files: fc.uniqueArray(fc.tuple(path, fc.option(fields, { freq: 5 })), {
    minLength: 1,
    maxLength: 3,
    selector: ([at]) => at,
  }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: publish },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('branch', 'delete', 'merge', 'back', 'revert', 'pick') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('deploy'),
      environment,
      ref: fc.constantFrom('main', 'feature', 'main', null),
      path: maybe(path),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rollback'), environment }) },
);
/** Staging runs a version, and one prompt in another. */
const BEGINNING: readonly Step[] = [
  {
    do: 'publish',
    branch: 'main',
    files: [
      ['alpha.prompt', { text: 'alpha' }],
      ['bravo/_ember.prompt', { text: 'bravo' }],
    ],
  },
  { do: 'deploy', environment: 'staging', ref: 'main', path: undefined },
  { do: 'deploy', environment: 'staging', ref: 'main', path: 'alpha.prompt' },
];
const where = fc.oneof(
  fc.constant({}),
  fc.constant({ branch: 'feature' }),
  fc.record({ environment }),
) as fc.Arbitrary<Pick<Wanted, 'branch' | 'environment'>>;
const wanted: fc.Arbitrary<Wanted> = fc
  .record({
    where,
    words: maybe(
      fc.array(fc.oneof(word, fc.constantFrom('al', 'delt', 'nothing')), { minLength: 1, maxLength: 2 }),
    ),
    tag: maybe(fc.uniqueArray(tag, { minLength: 1, maxLength: 2 })),
    owner: maybe(owner),
    model: maybe(fc.constantFrom(...MODELS, 'openai', 'gpt-5')),
    kind: maybe(fc.constantFrom('prompt', 'partial')),
  })
  .map(({ where: place, ...rest }) => ({ ...rest, ...place }));
const look = fc.record({
  wanted,
  sort: fc.constantFrom(undefined, 'name', 'updated'),
  sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
});

let projects = 0;

it('shows what the files of each branch and environment say, by pages of any size, after whatever was done', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ step, look }), { minLength: 5, maxLength: 16 }), async (story) => {
      const tester = await ReleaseTester.begin(hub, `random-${++projects}`);
      const texts = new Map<string, PromptFields>();
      const oracle = new BruteForce(tester, texts);
      const search = new SearchClient(hub, `projects/acme/random-${projects}`);
      for (const first of BEGINNING) await act(tester, first, texts);
      for (const { step: next, look: asked } of story) {
        await act(tester, next, texts);
        await expectSame(search, oracle, asked);
        await expectSame(search, oracle, { ...asked, wanted: { environment: 'staging' } });
      }
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 300 : 12 },
  );
}, 1_200_000);

/** Does it, if the project lets it be done. */
async function act(tester: ReleaseTester, step: Step, texts: Map<string, PromptFields>): Promise<void> {
  const { registry } = tester;
  const headOf = async (name: string) =>
    (await registry.get('history', { ref: name, limit: '2' })).body.items as { id: string }[] | undefined;
  const main = (await headOf('main')) ?? [];
  const json = async (method: string, route: string, body?: unknown) => {
    const { status, text } = await tester.send(method, route, body);
    if (status >= 500) throw new Error(text);
  };
  switch (step.do) {
    case 'publish': {
      const parent = ((await headOf(step.branch)) ?? main)[0]?.id ?? null;
      const files = step.files.map(([at, what]) => [at, what === null ? null : prompt(what)] as const);
      for (const [, what] of step.files)
        if (what !== null) texts.set(withId(encodeBlob(prompt(what))).id, what);
      const answer = await registry.post(Object.fromEntries(files), { parent, branch: step.branch });
      if (answer.status >= 500) throw new Error(answer.text);
      return;
    }
    case 'branch':
      return json('POST', 'branches', { name: 'feature', from: 'main' });
    case 'delete':
      return json('DELETE', 'branches/feature');
    case 'merge':
      return json('POST', 'merges', { from: 'feature', into: 'main' });
    case 'back':
      return json('PUT', 'branches/main/head', {
        to: main[1]?.id,
        expectedHead: main[0]?.id,
        force: true,
      });
    case 'revert':
      return json('POST', 'reverts', { commit: main[0]?.id, branch: 'main' });
    case 'pick':
      return json('POST', 'cherry-picks', {
        commit: ((await headOf('feature')) ?? [])[0]?.id,
        branch: 'main',
      });
    case 'deploy':
      return json('POST', `environments/${step.environment}/deployments`, {
        ref: step.ref,
        why: 'because',
        ...(step.path === undefined ? {} : { path: step.path }),
      });
    case 'rollback':
      return json('POST', `environments/${step.environment}/rollbacks`, { why: 'because' });
  }
}

async function expectSame(
  search: SearchClient,
  oracle: BruteForce,
  { wanted: asked, sort, sizes }: { wanted: Wanted; sort: string | undefined; sizes: readonly number[] },
): Promise<void> {
  const { words, ...filters } = asked;
  const query = { ...filters, q: words?.join(' '), sort };
  const expected = await oracle.matching(asked);
  if (expected === undefined && asked.branch !== undefined) {
    expect((await search.ask(query)).body.code).toBe('ref-not-found');
    return;
  }
  const items = await search.all(query, sizes);
  const blobs = (list: readonly PromptSummary[]) => list.map(({ path: at, blob }) => [at, blob]);
  expect(blobs(items.toSorted((a, b) => (a.path < b.path ? -1 : 1)))).toEqual([...(expected ?? [])]);
  // Page by page it is the list that one page shows.
  expect(blobs(items)).toEqual(blobs(await search.all(query)));
  if (sort === 'name')
    expect(items.map(({ path: at }) => at)).toEqual(items.map(({ path: at }) => at).toSorted());
  const times = items.map(({ updatedAt }) => updatedAt);
  if (sort === 'updated') expect(times).toEqual(times.toSorted().reverse());
  for (const item of items.slice(0, 2)) expect(await oracle.lastChange(item)).toBe(item.commit);
}
