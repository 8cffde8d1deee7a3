import fc from 'fast-check';
import { ownerQuery } from '../owner-query';
import { startHub, type TestHub, type TestResponse } from '../hub';
import { ReleaseTester } from './release-client';
import { type Command, ENVIRONMENTS, type Outcome, ReleaseModel } from './release-model';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const begin = () => ReleaseTester.begin(hub, `deployments-${++projects}`);
const outcome = ({ status, body }: TestResponse) => [status, body?.code];

/** `a` is in every version, `b` in the later ones. */
const VERSIONS: readonly Record<string, string>[] = [
  { 'a.prompt': '0' },
  { 'a.prompt': '1' },
  { 'a.prompt': '2', 'b.prompt': '2' },
  { 'b.prompt': '3' },
];
const PATHS = ['', 'a.prompt', 'b.prompt'];
const has = (version: number, path: string) => path !== 'b.prompt' || version >= 2;

const version = fc.nat(VERSIONS.length - 1);
const expected: fc.Arbitrary<Command['expected']> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Command['expected']>(undefined) },
  { weight: 2, arbitrary: fc.constant<Command['expected']>('right') },
  { weight: 1, arbitrary: fc.option<Command['expected']>(version) },
);
/** One pointer more than the others, so that what is done to it piles up. */
const where = {
  environment: fc.oneof(
    { weight: 5, arbitrary: fc.constant('staging' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...ENVIRONMENTS) },
  ),
  path: fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...PATHS) },
  ),
  expected,
};
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant('deploy' as const),
    version: fc.option(version, { freq: 3 }),
    ...where,
  }),
  fc.record({
    kind: fc.constant('promote' as const),
    from: fc.option(fc.constantFrom(...ENVIRONMENTS), { nil: undefined }),
    ...where,
  }),
  fc.record({ kind: fc.constant('roll-back' as const), ...where }),
);

async function send(
  tester: ReleaseTester,
  given: Command,
  { ids, current }: { ids: readonly string[]; current: number | null },
): Promise<TestResponse> {
  const expected = given.expected === 'right' ? current : given.expected;
  const body = {
    ...(given.path === '' ? {} : { path: given.path }),
    ...(expected === undefined ? {} : { expected: expected === null ? null : ids[expected] }),
  };
  switch (given.kind) {
    case 'deploy':
      return tester.deploy(given.environment, {
        ...body,
        ref: given.version === null ? null : ids[given.version],
      });
    case 'promote':
      return tester.promote(given.environment, { ...body, from: given.from });
    case 'roll-back':
      return tester.rollBack(given.environment, body);
  }
}

async function stateOf(tester: ReleaseTester): Promise<Record<string, string | null>> {
  const state: Record<string, string | null> = {};
  const { body } = await tester.registry.get('environments');
  for (const { name, project, prompts } of body.items)
    for (const path of PATHS)
      state[`${name} ${path}`] =
        (path === '' ? project : prompts.find((prompt: { path: string }) => prompt.path === path))?.commit ??
        null;
  return state;
}

it('any deployments, promotions and roll-backs leave what a stack of versions would, and the history tells them all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 40, maxLength: 60, size: 'max' }), async (commands) => {
      const tester = await begin();
      const ids: string[] = [];
      for (const files of VERSIONS) ids.push(await tester.publish(files));
      const idOf = (number: number | null | undefined) => (number == null ? undefined : ids[number]);
      const model = new ReleaseModel(has);
      const told: { environment: string; outcome: Outcome }[] = [];
      for (const given of commands) {
        const current = model.current(given.environment, given.path);
        const wanted = model.run(given);
        const { status, body } = await send(tester, given, { ids, current });
        if ('refused' in wanted) expect(body.code).toBe(wanted.refused);
        else {
          expect([status, body.kind, body.from, body.to, body.source]).toEqual([
            201,
            wanted.kind,
            idOf(wanted.from),
            idOf(wanted.to),
            wanted.source,
          ]);
          told.push({ environment: given.environment, outcome: wanted });
        }
      }
      const state = Object.fromEntries(
        ENVIRONMENTS.flatMap((name) =>
          PATHS.map((path) => [`${name} ${path}`, idOf(model.current(name, path)) ?? null]),
        ),
      );
      expect(await stateOf(tester)).toEqual(state);
      for (const name of ENVIRONMENTS) {
        const { body } = await tester.registry.get(`environments/${name}/deployments`, { limit: '200' });
        expect(body.items.map((item: { kind: string; to?: string }) => [item.kind, item.to])).toEqual(
          told
            .filter(({ environment }) => environment === name)
            .map(({ outcome: each }) => ('refused' in each ? [] : [each.kind, idOf(each.to)]))
            .reverse(),
        );
      }
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 300 : 20 },
  );
}, 600_000);

describe('rolling back', () => {
  it('goes one deployment further with each call, and a deployment goes on from there', async () => {
    const tester = await begin();
    const ids: string[] = [];
    for (const text of ['1', '2', '3', '4']) ids.push(await tester.publish({ 'a.prompt': text }));
    for (const ref of ids.slice(0, 3)) await tester.deploy('staging', { ref });
    const back = async () => (await tester.rollBack('staging')).body.to;
    expect([await back(), await back()]).toEqual([ids[1], ids[0]]);
    await tester.deploy('staging', { ref: ids[3] });
    expect(await back()).toBe(ids[0]);
    expect(outcome(await tester.rollBack('staging'))).toEqual([409, 'nothing-before']);
  });

  it('never takes a prompt away from applications', async () => {
    const tester = await begin();
    const ref = await tester.publish({ 'a.prompt': '1' });
    await tester.deploy('staging', { ref, path: 'a' });
    expect(outcome(await tester.rollBack('staging', { path: 'a' }))).toEqual([409, 'nothing-before']);
    const without = await tester.publish({ 'a.prompt': null, 'b.prompt': '1' });
    await tester.deploy('staging', { ref: without });
    expect(outcome(await tester.rollBack('staging', { path: 'a' }))).toEqual([409, 'nothing-before']);
    await tester.deploy('staging', { ref });
    expect((await tester.rollBack('staging', { path: 'a' })).body).toMatchObject({ from: ref });
    expect((await tester.prompt({ path: 'a', environment: 'staging' })).status).toBe(200);
  });
});

describe('promoting', () => {
  it('without a path is refused while prompts of the source would be left behind, and names them', async () => {
    const tester = await begin();
    const [one, two] = [await tester.publish({ 'a.prompt': '1' }), await tester.publish({ 'a.prompt': '2' })];
    await tester.deploy('staging', { ref: one });
    await tester.deploy('staging', { ref: two, path: 'a' });
    const refused = await tester.promote('production');
    expect([...outcome(refused), refused.body.paths]).toEqual([409, 'own-versions', ['a.prompt']]);
    expect((await tester.promote('production', { path: 'a' })).body).toMatchObject({
      kind: 'promoted',
      to: two,
      source: 'staging',
      path: 'a.prompt',
    });
    expect((await tester.promote('production')).body).toMatchObject({ to: one });
  });
});

describe('at once', () => {
  it('of two that expect the same, one wins; the other is told what is there now', async () => {
    const tester = await begin();
    const ids: string[] = [];
    for (const text of ['0', '1', '2', '3', '4']) ids.push(await tester.publish({ 'a.prompt': text }));
    await tester.deploy('staging', { ref: ids[0] });
    for (const path of [{}, { path: 'a' }]) {
      const expected = path.path === undefined ? ids[0] : null;
      const answers = await Promise.all(
        ids.slice(1).map((ref) => tester.deploy('staging', { ref, expected, ...path })),
      );
      const winner = answers.find(({ status }) => status === 201)?.body.to as string;
      expect(answers.map(({ status, body }) => [status, body.code, body.current]).sort()).toEqual(
        [
          [201, undefined, undefined],
          ...Array.from({ length: 3 }, () => [409, 'release-moved', winner]),
        ].sort(),
      );
    }
  });

  it('every move that is acknowledged is in the history once, each from where the one before it went', async () => {
    const tester = await begin();
    const ids: string[] = [];
    for (const text of ['0', '1', '2']) ids.push(await tester.publish({ 'a.prompt': text }));
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        i % 4 === 3 ? tester.rollBack('staging') : tester.deploy('staging', { ref: ids[i % 3] }),
      ),
    );
    const done = answers.filter(({ status }) => status === 201).map(({ body }) => body.id as string);
    const items: { id: string; from?: string; to?: string }[] = [];
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const { body } = await tester.registry.get('environments/staging/deployments', { limit: '7', cursor });
      items.push(...body.items);
      cursor = body.nextCursor;
    }
    expect(items.map(({ id }) => id).sort()).toEqual(done.sort());
    const oldestFirst = items.reverse();
    expect(oldestFirst.map(({ from }) => from)).toEqual([
      undefined,
      ...oldestFirst.slice(0, -1).map(({ to }) => to),
    ]);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });
});

describe('what was released', () => {
  it.each([
    'UPDATE release_moves SET why = why',
    'UPDATE release_moves SET to_commit = from_commit',
    'DELETE FROM release_moves',
    'TRUNCATE release_moves, release_pointers',
    'DELETE FROM release_pointers',
    'UPDATE release_pointers SET path = path',
    'UPDATE environments SET name = name',
  ])('cannot be changed by the role that the hub works as: %s', async (statement) => {
    await expect(hub.dataSource.query(statement)).rejects.toThrow(/permission denied/);
  });

  it('is on record in the audit trail too, with from, to and why', async () => {
    const tester = await begin();
    const ref = await tester.publish({ 'a.prompt': '1' });
    await tester.deploy('staging', { ref, path: 'a', why: 'it is shorter' });
    const [event] = await ownerQuery<{ action: string; target: string; details: unknown }>(
      hub,
      `SELECT action, target, details FROM audit_events WHERE action LIKE 'release.%' ORDER BY at DESC, id DESC LIMIT 1`,
    );
    expect(event).toEqual({
      action: 'release.deployed',
      target: 'staging a.prompt',
      details: {
        environment: 'staging',
        path: 'a.prompt',
        from: null,
        to: ref,
        source: null,
        why: 'it is shorter',
      },
    });
  });

  it.each([
    ['without a reason', { why: ' ' }],
    ['for a partial', { path: '_a.prompt' }],
    ['with a reason of NUL', { why: 'a\0' }],
    ['expecting a branch', { expected: 'main' }],
  ])('is not released %s', async (_how, body) => {
    const tester = await begin();
    const ref = await tester.publish({ 'a.prompt': '1' });
    expect(outcome(await tester.deploy('staging', { ref, ...body }))).toEqual([422, 'validation-failed']);
  });
});
