import type { MergeOutcome } from '@prompthub/protocol';
import { ChildHub } from '../child-hub';
import { startHub, type TestHub, type TestResponse } from '../hub';
import { BareRepository } from './bare-repository';
import { newProject, type RegistryClient } from './registry-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

type Files = Record<string, string | null>;
type Kind = 'merges' | 'reverts' | 'cherry-picks';

let projects = 0;

/** A project with a first version, and ways to say the rest briefly. */
class Desk {
  private constructor(
    readonly registry: RegistryClient,
    readonly start: string,
  ) {}

  static async with(files: Files): Promise<Desk> {
    const registry = await newProject(hub, `merging-${++projects}`);
    return new Desk(registry, (await registry.publish(files)).commit.id);
  }

  async publish(branch: string, files: Files, parent = this.start, message = 'change'): Promise<string> {
    return (await this.registry.publish(files, { branch, parent, message })).commit.id;
  }

  ask(kind: Kind, json: unknown): Promise<TestResponse> {
    return this.registry.request(kind, { json });
  }

  /** Asks, and expects it to work. */
  async do(kind: Kind, json: unknown): Promise<MergeOutcome> {
    const answer = await this.ask(kind, json);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
    return answer.body as MergeOutcome;
  }

  merge(more: Record<string, unknown> = {}): Promise<MergeOutcome> {
    return this.do('merges', { from: 'side', into: 'main', ...more });
  }

  async head(branch = 'main'): Promise<string> {
    const { items } = (await this.registry.get('branches')).body as {
      items: { name: string; head: string }[];
    };
    return items.find(({ name }) => name === branch)!.head;
  }

  async files(ref = 'main'): Promise<Record<string, string>> {
    const { items } = (await this.registry.get('files', { ref })).body as { items: { path: string }[] };
    const read = async ({ path }: { path: string }) =>
      [path, (await this.registry.get('file', { path, ref })).body.content as string] as const;
    return Object.fromEntries(await Promise.all(items.map(read)));
  }

  /** What the audit trail says of the branch's new commit. */
  async event(commit: string): Promise<{ action: string; details: Record<string, unknown> } | undefined> {
    const { body } = await hub.request('/api/v1/organizations/acme/audit?limit=200', { as: 'owner' });
    return body.items.find(
      (event: { action: string; target: string }) =>
        event.target.endsWith(commit) && event.action !== 'registry.commit.created',
    );
  }
}

const prompt = (model: string, body: string): string =>
  `---\nmodel: ${model}\n---\n{{role "user"}}\n${body}\n`;

describe('merging', () => {
  it('makes a commit with two parents, of prompts merged by their structure and texts by line', async () => {
    const desk = await Desk.with({ 'a.prompt': prompt('echo/a', 'Hi'), 'b.txt': '1\n2\n3\n', gone: 'x' });
    const ours = await desk.publish('main', { 'a.prompt': prompt('echo/b', 'Hi'), 'b.txt': '0\n1\n2\n3\n' });
    const theirs = await desk.publish('side', {
      'a.prompt': prompt('echo/a', 'Hello'),
      'b.txt': '1\n2\n4\n',
      gone: null,
      'new/c': 'c',
    });
    const outcome = await desk.merge();
    expect(outcome).toMatchObject({
      outcome: 'committed',
      branch: 'main',
      before: ours,
      commit: { parents: [ours, theirs], message: 'Merge side into main', author: { name: 'editor person' } },
    });
    expect(outcome.changes.map(({ path, status }) => [path, status])).toEqual([
      ['a.prompt', 'modified'],
      ['b.txt', 'modified'],
      ['gone', 'deleted'],
      ['new/c', 'added'],
    ]);
    expect(await desk.files()).toEqual({
      'a.prompt': prompt('echo/b', 'Hello'),
      'b.txt': '0\n1\n2\n4\n',
      'new/c': 'c',
    });
    expect(await desk.head()).toBe(outcome.commit!.id);
    expect(await desk.event(outcome.commit!.id)).toMatchObject({
      action: 'registry.branch.merged',
      details: { branch: 'main', parent: ours, from: 'side', merged: theirs, changed: 4 },
    });
  });

  it('is read by the real git as the merge that it is', async () => {
    const desk = await Desk.with({ a: '1\n', 'b/c': '1\n' });
    await desk.publish('main', { a: '2\n' });
    const theirs = await desk.publish('side', { 'b/c': '2\n' });
    const { commit } = await desk.merge();
    const repository = new BareRepository();
    try {
      await repository.fetch(desk.registry);
      repository.git(['fsck', '--strict', '--full']);
      expect(repository.git(['merge-base', '--is-ancestor', theirs, 'main'])).toBe('');
      expect(repository.git(['rev-list', '--count', 'main']).trim()).toBe('4');
      expect(repository.git(['rev-parse', 'main']).trim()).toBe(commit!.id);
    } finally {
      repository.remove();
    }
  });

  it('moves the branch forward where it has nothing of its own, unless a commit is asked for', async () => {
    const desk = await Desk.with({ a: '1' });
    const theirs = await desk.publish('side', { a: '2' });
    const forward = await desk.merge();
    expect(forward).toMatchObject({ outcome: 'fast-forward', before: desk.start, commit: { id: theirs } });
    expect(await desk.head()).toBe(theirs);
    expect(await desk.event(theirs)).toMatchObject({
      action: 'registry.branch.merged',
      details: { branch: 'main', parent: desk.start, merged: theirs },
    });

    const more = await desk.publish('side', { a: '3' }, theirs);
    const committed = await desk.merge({ noFastForward: true, message: 'By hand' });
    expect(committed).toMatchObject({ commit: { parents: [theirs, more], message: 'By hand' } });
    expect(await desk.files()).toEqual({ a: '3' });
  });

  it('lets both branches go on after one moved forward to the other', async () => {
    const desk = await Desk.with({ a: '1' });
    const theirs = await desk.publish('side', { a: '2' });
    await desk.merge();
    const onMain = await desk.publish('main', { b: 'main' }, theirs);
    const onSide = await desk.publish('side', { c: 'side' }, theirs);
    expect(await desk.files('main')).toEqual({ a: '2', b: 'main' });
    expect(await desk.files('side')).toEqual({ a: '2', c: 'side' });
    expect((await desk.merge()).commit!.parents).toEqual([onMain, onSide]);
    expect(await desk.files('main')).toEqual({ a: '2', b: 'main', c: 'side' });
    const history = (await desk.registry.get('history', { path: 'a' })).body.items;
    expect(history.map((commit: { id: string }) => commit.id)).toEqual([theirs, desk.start]);
  });

  it('says when there is nothing to do, and writes nothing', async () => {
    const desk = await Desk.with({ a: '1' });
    await desk.publish('side', { a: '2' });
    await desk.merge();
    const head = await desk.head();
    for (const from of ['side', desk.start, head.slice(0, 8), 'main'])
      expect(await desk.merge({ from })).toMatchObject({
        outcome: 'up-to-date',
        before: head,
        commit: { id: head },
        changes: [],
      });
    expect(await desk.head()).toBe(head);
  });

  it('records that two branches came together even where they hold the same', async () => {
    const desk = await Desk.with({ a: '1' });
    await desk.publish('main', { a: '2' }, desk.start, 'mine');
    await desk.publish('side', { a: '2' }, desk.start, 'theirs');
    expect(await desk.merge()).toMatchObject({ outcome: 'committed', changes: [] });
    expect(await desk.merge()).toMatchObject({ outcome: 'up-to-date' });
  });

  it('merges what merged each other before (criss-cross)', async () => {
    const desk = await Desk.with({ a: '1\n2\n3\n4\n5\n6\n7\n8\n' });
    const left = await desk.publish('main', { a: '0\n1\n2\n3\n4\n5\n6\n7\n8\n' });
    const right = await desk.publish('side', { a: '1\n2\n3\n4\n5\n6\n7\n8\n9\n' });
    await desk.do('merges', { from: right, into: 'main' });
    await desk.do('merges', { from: left, into: 'side' });
    const both = '0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n';
    await desk.publish('main', { a: both.replace('3', 'three') }, await desk.head('main'));
    await desk.publish('side', { a: both.replace('6', 'six') }, await desk.head('side'));
    await desk.merge();
    expect(await desk.files()).toEqual({ a: both.replace('3', 'three').replace('6', 'six') });
  });

  it('counts what a merge brought as seen by who goes on from it', async () => {
    const desk = await Desk.with({ a: '1', b: '1' });
    await desk.publish('main', { a: '2' });
    const theirs = await desk.publish('side', { b: '2' });
    await desk.merge();
    const answer = await desk.registry.post({ b: '3' }, { parent: theirs });
    expect([answer.status, answer.body.rebased]).toEqual([201, true]);
    expect(await desk.files()).toEqual({ a: '2', b: '3' });
  });
});

describe('a merge that conflicts', () => {
  const BASE = { 'a.prompt': prompt('echo/a', 'Hi'), 'b.txt': 'one\ntwo\nthree\n', c: 'c', clean: '1' };

  async function conflicting(): Promise<{ desk: Desk; ours: string; theirs: string; answer: TestResponse }> {
    const desk = await Desk.with(BASE);
    const ours = await desk.publish('main', {
      'a.prompt': prompt('echo/b', 'Hi'),
      'b.txt': 'one\nzwei\nthree\n',
      c: null,
    });
    const theirs = await desk.publish('side', {
      'a.prompt': prompt('echo/c', 'Hello'),
      'b.txt': 'one\ndeux\nthree\n',
      c: 'C',
      clean: '2',
    });
    return { desk, ours, theirs, answer: await desk.ask('merges', { from: 'side', into: 'main' }) };
  }

  it('writes nothing, and says where, with all that an editor needs', async () => {
    const { desk, ours, theirs, answer } = await conflicting();
    expect(answer.body).toMatchObject({ status: 409, code: 'merge-conflicts', head: ours, commit: theirs });
    expect(answer.body.detail).toContain('"a.prompt" and 2 more');
    const [a, b, c] = answer.body.conflicts;
    expect(a).toMatchObject({
      path: 'a.prompt',
      kind: 'content',
      base: BASE['a.prompt'],
      ours: prompt('echo/b', 'Hi'),
      theirs: prompt('echo/c', 'Hello'),
      places: [
        {
          place: { kind: 'frontmatter', path: ['model'] },
          ours: { text: expect.stringContaining('echo/b'), range: { start: { line: 1 } } },
          theirs: { text: expect.stringContaining('echo/c') },
        },
      ],
    });
    expect(a.text).toMatch(
      /^---\n<<<<<<< main\nmodel: echo\/b\n\|{7} [0-9a-f]{10}\nmodel: echo\/a\n=======\n[^]*Hello/,
    );
    expect(b).toEqual({
      path: 'b.txt',
      kind: 'content',
      base: BASE['b.txt'],
      ours: 'one\nzwei\nthree\n',
      theirs: 'one\ndeux\nthree\n',
      text: `one\n<<<<<<< main\nzwei\n||||||| ${desk.start.slice(0, 10)}\ntwo\n=======\ndeux\n>>>>>>> side\nthree\n`,
      places: [
        {
          place: { kind: 'lines' },
          base: { text: 'two\n', range: lines(1, 2) },
          ours: { text: 'zwei\n', range: lines(1, 2) },
          theirs: { text: 'deux\n', range: lines(1, 2) },
        },
      ],
    });
    expect(c).toMatchObject({ path: 'c', kind: 'deleted', base: 'c', theirs: 'C' });
    expect([c.ours, c.text]).toEqual([undefined, undefined]);
    expect(await desk.head()).toBe(ours);
  });

  const lines = (from: number, to: number) => ({
    start: { line: from, character: 0 },
    end: { line: to, character: 0 },
  });

  it('is settled by a second request, whole texts and deletions, with the rest merged', async () => {
    const { desk, ours, theirs } = await conflicting();
    const settled = prompt('echo/d', 'Hello');
    const request = { from: theirs, expectedHead: ours };
    const some = [
      { path: 'a.prompt', content: settled },
      { path: 'c', content: null },
    ];
    const left = await desk.ask('merges', { ...request, resolutions: some });
    expect(left.body.conflicts).toMatchObject([{ path: 'b.txt' }]);
    const resolutions = [...some, { path: 'b.txt', content: 'both\n' }];
    const outcome = await desk.do('merges', { ...request, resolutions });
    expect(outcome.commit!.parents).toEqual([ours, theirs]);
    expect(await desk.files()).toEqual({ 'a.prompt': settled, 'b.txt': 'both\n', clean: '2' });
  });

  it('takes no resolution that does not say what it was made for', async () => {
    const { desk, ours, theirs } = await conflicting();
    const resolutions = [{ path: 'b.txt', content: 'x' }];
    for (const request of [{ from: theirs }, { from: 'side', expectedHead: ours }])
      expect((await desk.ask('merges', { ...request, resolutions })).body).toMatchObject({
        status: 422,
        code: 'validation-failed',
      });
    const moved = await desk.publish('main', { clean: 'x' }, ours);
    const answer = await desk.ask('merges', { from: theirs, expectedHead: ours, resolutions });
    expect(answer.body).toMatchObject({ status: 409, code: 'branch-moved', head: moved });
  });

  it('names two paths that cannot both be there, until one of them goes', async () => {
    const desk = await Desk.with({ x: '1' });
    const ours = await desk.publish('main', { folder: 'a file', Name: 'mine' });
    const theirs = await desk.publish('side', { 'folder/inner': 'b', name: 'theirs' });
    const answer = await desk.ask('merges', { from: 'side' });
    expect(answer.body.conflicts).toEqual([
      { path: 'folder', other: 'folder/inner', kind: 'clash', places: [] },
      { path: 'name', other: 'Name', kind: 'clash', places: [] },
    ]);
    const resolutions = ['folder', 'name'].map((path) => ({ path, content: null }));
    await desk.do('merges', { from: theirs, expectedHead: ours, resolutions });
    expect(await desk.files()).toEqual({ x: '1', 'folder/inner': 'b', Name: 'mine' });
  });

  it('is settled by one of two who try at once, through two hubs: the other is told the new head', async () => {
    const { desk, ours, theirs } = await conflicting();
    const child = await ChildHub.start({ ...hub.config });
    try {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          hub.request(`${desk.registry.root}/merges`, {
            as: i % 2 ? 'owner' : 'editor',
            origin: i % 2 ? child.url : hub.url,
            json: {
              from: theirs,
              expectedHead: ours,
              resolutions: ['a.prompt', 'b.txt', 'c'].map((path) => ({
                path,
                content: path === 'a.prompt' ? prompt(`echo/${i}`, 'Hello') : `${i}`,
              })),
            },
          }),
        ),
      );
      const head = await desk.head();
      const winner = answers.findIndex(({ status }) => status === 200);
      for (const [i, { status, body }] of answers.entries()) {
        if (i === winner) expect(body.commit).toMatchObject({ id: head, parents: [ours, theirs] });
        else expect([status, body.code, body.head]).toEqual([409, 'branch-moved', head]);
      }
      expect(await desk.files()).toMatchObject({ 'b.txt': `${winner}`, c: `${winner}`, clean: '2' });
    } finally {
      await child.kill();
    }
  }, 60_000);
});

describe('a merge is checked like any other write', () => {
  it('refuses a result in which a prompt has errors, although neither side has', async () => {
    const desk = await Desk.with({ '_a.prompt': 'A', '_b.prompt': 'B', x: '1' });
    const ours = await desk.publish('main', { '_a.prompt': 'A {{> b}}' });
    const theirs = await desk.publish('side', { '_b.prompt': 'B {{> a}}' });
    const answer = await desk.ask('merges', { from: 'side' });
    expect(answer.body).toMatchObject({ status: 422, code: 'prompt-has-errors' });
    expect(answer.body.diagnostics).toContainEqual(
      expect.objectContaining({ file: '_a.prompt', code: 'partial-cycle' }),
    );
    expect(await desk.head()).toBe(ours);
    const resolutions = [{ path: '_b.prompt', content: 'Both' }];
    await desk.do('merges', { from: theirs, expectedHead: ours, resolutions });
    expect(await desk.files()).toEqual({ '_a.prompt': 'A {{> b}}', '_b.prompt': 'Both', x: '1' });
  });

  it('refuses to lose a partial on one side that a prompt of the other includes', async () => {
    const desk = await Desk.with({ '_tone.prompt': 'Be kind.', x: '1' });
    const ours = await desk.publish('main', { 'a.prompt': 'Hello {{> tone}}\n' });
    await desk.publish('side', { '_tone.prompt': null });
    const answer = await desk.ask('merges', { from: 'side' });
    expect(answer.body).toMatchObject({ status: 409, code: 'partial-in-use' });
    expect(await desk.head()).toBe(ours);
  });

  it('refuses a file that became too large, unless somebody makes it smaller', async () => {
    const half = (mark: string) => `${mark.repeat(99)}\n`.repeat(30_000);
    const desk = await Desk.with({ 'a.txt': 'middle\n' });
    const ours = await desk.publish('main', { 'a.txt': `${half('a')}middle\n` });
    const theirs = await desk.publish('side', { 'a.txt': `middle\n${half('b')}` });
    const answer = await desk.ask('merges', { from: 'side' });
    expect(answer.body).toMatchObject({ status: 422, code: 'file-too-large', path: 'a.txt' });
    const resolutions = [{ path: 'a.txt', content: 'small\n' }];
    await desk.do('merges', { from: theirs, expectedHead: ours, resolutions });
    expect(await desk.files()).toEqual({ 'a.txt': 'small\n' });
  });

  it('says in a preview what it would do, and does nothing', async () => {
    const desk = await Desk.with({ a: '1' });
    const ours = await desk.publish('main', { b: '1' });
    await desk.publish('side', { c: '1' });
    const preview = await desk.merge({ preview: true });
    expect(preview).toEqual({
      outcome: 'committed',
      branch: 'main',
      before: ours,
      changes: [{ path: 'c', status: 'added', to: expect.any(String) }],
    });
    expect(await desk.head()).toBe(ours);
    expect((await desk.merge()).changes).toEqual(preview.changes);
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['a branch that does not exist', { into: 'nowhere' }, 404, 'ref-not-found'],
    ['a source that does not exist', { from: 'nowhere' }, 404, 'ref-not-found'],
    ['histories without anything in common', { from: 'other' }, 422, 'unrelated-histories'],
    ['an empty message', { message: ' ' }, 422, 'validation-failed'],
    ['NUL in the message', { message: 'a\0' }, 422, 'validation-failed'],
    [
      'a path that leaves the project',
      { resolutions: [{ path: '../x', content: '' }] },
      422,
      'validation-failed',
    ],
  ])('refuses %s', async (_what, more, status, code) => {
    const desk = await Desk.with({ a: '1' });
    await desk.publish('side', { a: '2' });
    await desk.registry.publish({ a: 'x' }, { branch: 'other', parent: null });
    expect((await desk.ask('merges', { from: 'side', ...more })).body).toMatchObject({ status, code });
    expect(await desk.head()).toBe(desk.start);
  });

  it.each<Kind>(['merges', 'reverts', 'cherry-picks'])(
    'keeps editors from protected branches: %s',
    async (kind) => {
      const desk = await Desk.with({ a: '1' });
      const change = await desk.publish('side', { a: '2' });
      const path = `${desk.registry.root}/branches/main`;
      await hub.request(path, { method: 'PATCH', as: 'owner', json: { protected: true } });
      const json = kind === 'merges' ? { from: 'side' } : { commit: change };
      expect((await desk.ask(kind, json)).body).toMatchObject({ status: 403, code: 'branch-protected' });
      expect(await desk.head()).toBe(desk.start);
    },
  );
});

describe('reverting', () => {
  it('takes back what one commit changed, and leaves what came later', async () => {
    const desk = await Desk.with({ a: '1\n2\n3\n', b: 'b' });
    const wrong = await desk.publish(
      'main',
      { a: '1\n2\nthree\n', b: null, c: 'c' },
      desk.start,
      'Wrong\n\nbody',
    );
    const later = await desk.publish('main', { a: 'one\n2\nthree\n' }, wrong);
    const outcome = await desk.do('reverts', { commit: wrong.slice(0, 8) });
    expect(outcome).toMatchObject({
      outcome: 'committed',
      commit: { parents: [later], message: `Revert "Wrong"\n\nThis reverts commit ${wrong}.` },
    });
    expect(await desk.files()).toEqual({ a: 'one\n2\n3\n', b: 'b' });
    expect(await desk.event(outcome.commit!.id)).toMatchObject({
      action: 'registry.commit.reverted',
      details: { reverted: wrong },
    });
    expect(await desk.do('reverts', { commit: wrong })).toMatchObject({ outcome: 'up-to-date' });
  });

  it('conflicts where it was changed again, and is settled as a merge is', async () => {
    const desk = await Desk.with({ a: '1\n' });
    const wrong = await desk.publish('main', { a: '2\n' });
    const later = await desk.publish('main', { a: '3\n' }, wrong);
    const answer = await desk.ask('reverts', { commit: wrong });
    expect(answer.body).toMatchObject({
      code: 'merge-conflicts',
      head: later,
      commit: wrong,
      conflicts: [{ path: 'a', base: '2\n', ours: '3\n', theirs: '1\n' }],
    });
    const resolutions = [{ path: 'a', content: '4\n' }];
    expect((await desk.ask('reverts', { commit: wrong, resolutions })).status).toBe(422);
    await desk.do('reverts', { commit: wrong, expectedHead: later, resolutions });
    expect(await desk.files()).toEqual({ a: '4\n' });
  });

  it('takes back the first version too, and a merge by the parent that is named', async () => {
    const desk = await Desk.with({ a: '1' });
    const ours = await desk.publish('main', { b: '1' });
    await desk.publish('side', { c: '1' });
    const { commit } = await desk.merge();
    expect((await desk.ask('reverts', { commit: commit!.id })).body).toMatchObject({
      code: 'no-such-parent',
    });
    expect((await desk.ask('reverts', { commit: commit!.id, mainline: 3 })).body.detail).toContain(
      '2 parents',
    );
    expect((await desk.ask('reverts', { commit: ours, mainline: 2 })).body).toMatchObject({
      code: 'no-such-parent',
    });
    await desk.do('reverts', { commit: commit!.id, mainline: 1 });
    expect(await desk.files()).toEqual({ a: '1', b: '1' });
    await desk.do('reverts', { commit: desk.start });
    expect(await desk.files()).toEqual({ b: '1' });
  });
});

describe('cherry-picking', () => {
  it('brings what one commit changed, and nothing else of its branch', async () => {
    const desk = await Desk.with({ a: '1\n2\n3\n4\n5\n' });
    const first = await desk.publish('side', { a: '1\n2\n3\n4\nfive\n' });
    const second = await desk.publish('side', { a: 'one\n2\n3\n4\nfive\n', b: 'b' }, first, 'Better');
    const outcome = await desk.do('cherry-picks', { commit: second });
    expect(outcome).toMatchObject({
      commit: { parents: [desk.start], message: `Better\n\n(cherry picked from commit ${second})` },
    });
    expect(await desk.files()).toEqual({ a: 'one\n2\n3\n4\n5\n', b: 'b' });
    expect(await desk.event(outcome.commit!.id)).toMatchObject({
      action: 'registry.commit.cherry-picked',
      details: { picked: second },
    });
    expect(await desk.do('cherry-picks', { commit: second })).toMatchObject({ outcome: 'up-to-date' });
  });

  it('conflicts with what the branch made of the same lines', async () => {
    const desk = await Desk.with({ a: '1\n' });
    const ours = await desk.publish('main', { a: '2\n' });
    const picked = await desk.publish('side', { a: '3\n' });
    expect((await desk.ask('cherry-picks', { commit: picked })).body).toMatchObject({
      status: 409,
      code: 'merge-conflicts',
      head: ours,
      commit: picked,
      conflicts: [
        { path: 'a', kind: 'content', text: expect.stringContaining(`>>>>>>> ${picked.slice(0, 10)}`) },
      ],
    });
  });
});
