import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubError } from '../errors';
import { HubClient } from '../hub-client';
import { findLink } from '../node/link';
import { WorkingCopy } from '../node/working-copy';
import { type BranchName, type File, FILES, type Step } from './copy-steps';
import { mortal } from './mortal';
import { RegistryServer } from './registry-server';

/** What a commit of ours was made to hold: a mark for each file, null where it deletes it. */
type Marks = ReadonlyMap<string, string | null>;

const text = (ours: string, theirs: string): string => `ours ${ours}\n\n1\n2\n3\n4\n5\n\ntheirs ${theirs}\n`;
const markOf = (content: string, line: 'ours' | 'theirs'): string =>
  new RegExp(`^${line} (.*)$`, 'm').exec(content)?.[1] ?? '?';

/** What a call may be refused with. */
const EXPECTED = new Set([
  ...['HubUnreachableError', 'PublishConflictError', 'SwitchRefusedError', 'NoSuchBranchError'],
  'CommitInDoubtError',
]);

/**
 * A working copy that is used as people do, beside what must be true of it: every edit leaves a mark of its own, so that it can be
 * told where it is.
 */
export class CopyWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'prompthub-model-'));
  #server = new RegistryServer();
  #away = false;
  #marks = 0;
  branch = 'main';
  /** Edits that were not committed. */
  dirty = new Map<string, string | null>();
  /** Messages of our commits on each branch, sent or not, in order. */
  readonly expected = new Map<string, string[]>([
    ['main', []],
    ['dev', []],
  ]);
  readonly commits = new Map<string, Marks>();
  /** The last thing that a colleague wrote in a file of a branch, as long as nobody chose otherwise. */
  readonly theirs = new Map<string, string>();
  /** Files that were deleted here once: what a colleague wrote went with them. */
  readonly #overwritten = new Set<string>();

  async start(): Promise<void> {
    this.#server = await RegistryServer.start(
      Object.fromEntries(FILES.map((file) => [file, text('0', '0')])),
    );
    this.#server.branch('dev');
    this.#server.change({ 'b.prompt': text('dev', '0') }, { branch: 'dev' });
    writeFileSync(join(this.root, 'prompthub.yaml'), `hub: ${this.#server.url}\nproject: acme/desk\n`);
    await (await this.#copy()).pull();
  }

  async end(): Promise<void> {
    await this.#server.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  async run(step: Step): Promise<void> {
    const before = this.#expectedHere();
    if (step.dieAfter !== undefined) mortal.dieAfter(step.dieAfter);
    try {
      await this.#do(step);
    } catch (error) {
      if (mortal.reborn()) await this.#afterDeath(step, before);
      else if (!isExpected(error)) throw error;
    } finally {
      if (mortal.reborn()) await this.#afterDeath(step, before);
    }
    await this.check();
  }

  /** Nothing is lost, nothing is doubled, and everything is in order. */
  async check(): Promise<void> {
    const { queue, branch } = await (await this.#copy()).overview({ offline: true });
    expect(branch).toBe(this.branch);
    expect(this.#sentOrNot(queue)).toEqual(this.#expectedHere());
    for (const [file, mark] of this.dirty) expect([file, this.#here(file)]).toEqual([file, mark]);
    const tips = new Map(queue.flatMap(({ message }) => [...(this.commits.get(message) ?? [])]));
    for (const [file, mark] of tips)
      if (!this.dirty.has(file)) expect([file, this.#here(file)]).toEqual([file, mark]);
  }

  /** Sends all there is, from every branch, and looks at what the hub has then. */
  async settle(): Promise<void> {
    this.#away = false;
    await this.run({ do: 'commit', files: FILES, dieAfter: undefined });
    for (const branch of this.expected.keys()) {
      await this.run({ do: 'switch', branch: branch as BranchName, dieAfter: undefined });
      expect(this.branch).toBe(branch);
      await this.run({ do: 'pull', keepMine: true, dieAfter: undefined });
      await this.run({ do: 'send', dieAfter: undefined });
      expect((await (await this.#copy()).overview()).queue).toEqual([]);
      expect(this.sent(branch)).toEqual(this.expected.get(branch));
      for (const version of this.#server.log(branch)) this.#checkVersion(version.message, version.id);
      for (const file of FILES) {
        const wanted = this.theirs.get(`${branch}/${file}`);
        const content = this.#server.filesOf(branch)[file];
        if (wanted !== undefined && content !== undefined && !this.#overwritten.has(file))
          expect(markOf(content, 'theirs')).toBe(wanted);
      }
    }
  }

  #checkVersion(message: string, id: string): void {
    const files = this.#server.filesOf(id);
    for (const [file, mark] of this.commits.get(message) ?? []) {
      const content = files[file];
      expect([message, file, content === undefined ? null : markOf(content, 'ours')]).toEqual([
        message,
        file,
        mark,
      ]);
    }
  }

  /** Our commits that the hub has. */
  sent(branch: string): string[] {
    return this.#server
      .log(branch)
      .map(({ message }) => message)
      .filter((message) => this.commits.has(message));
  }

  /** The first of the queue may be at the hub already when sending it was interrupted: that is found out when the rest is sent. */
  #sentOrNot(queue: readonly { message: string }[]): string[] {
    const sent = this.sent(this.branch);
    const unsent = queue.map(({ message }) => message);
    return [...sent, ...(sent.at(-1) === unsent[0] ? unsent.slice(1) : unsent)];
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case 'edit':
        return this.#edit(step.file);
      case 'remove':
        return this.#remove(step.file);
      case 'colleague':
        return this.#colleague(step);
      case 'away':
      case 'back':
        this.#away = step.do === 'away';
        return;
      case 'switch':
      case 'create':
        return this.#switch(step.branch, step.do === 'create');
      case 'pull':
        return this.#pull(step.keepMine);
      case 'send':
        return void (await (await this.#copy()).send());
      case 'uncommit':
        return this.#uncommit();
      default:
        return this.#write(step.do, step.files);
    }
  }

  #edit(file: File): void {
    const mark = `m${++this.#marks}`;
    const path = join(this.root, file);
    // A file that is made anew does not have what a colleague wrote.
    if (!existsSync(path)) this.#forgetTheirs(file);
    const theirs = existsSync(path) ? markOf(readFileSync(path, 'utf8'), 'theirs') : '-';
    writeFileSync(path, text(mark, theirs));
    this.dirty.set(file, mark);
  }

  #remove(file: File): void {
    if (!existsSync(join(this.root, file))) return;
    rmSync(join(this.root, file));
    this.#forgetTheirs(file);
    this.dirty.set(file, null);
  }

  #colleague({ file, branch, line }: Extract<Step, { do: 'colleague' }>): void {
    if (!this.expected.has(branch)) return;
    const mark = `t${++this.#marks}`;
    const now = this.#server.filesOf(branch)[file];
    const ours = now === undefined || line === 'ours' ? mark : markOf(now, 'ours');
    const theirs = now === undefined || line === 'theirs' ? mark : markOf(now, 'theirs');
    this.#server.change({ [file]: text(ours, theirs) }, { branch });
    this.theirs.set(`${branch}/${file}`, theirs);
  }

  async #write(how: 'commit' | 'publish', files: readonly File[]): Promise<void> {
    const message = `${how} ${++this.#marks}`;
    const marks = new Map([...this.dirty].filter(([file]) => (files as readonly string[]).includes(file)));
    this.commits.set(message, marks);
    const copy = await this.#copy();
    const done =
      how === 'commit'
        ? await copy.commit(message, { paths: files })
        : (await copy.publish(message, { paths: files })).commit;
    expect(done !== undefined).toBe(marks.size > 0);
    if (marks.size > 0) this.#written(message);
  }

  #written(message: string): void {
    this.#expectedHere().push(message);
    for (const file of this.commits.get(message)?.keys() ?? []) this.dirty.delete(file);
  }

  async #uncommit(): Promise<void> {
    const taken = await (await this.#copy()).uncommit();
    if (taken !== undefined) this.#takenBack(taken.message);
  }

  /** The files stay as they are, so what was committed is a change again, if nothing came after it. */
  #takenBack(message: string): void {
    expect(this.#expectedHere().pop()).toBe(message);
    for (const [file, mark] of this.commits.get(message) ?? [])
      if (!this.dirty.has(file)) this.dirty.set(file, mark);
  }

  async #pull(keepMine: boolean): Promise<void> {
    const { branch } = this;
    await (
      await this.#copy()
    ).pull({
      resolve: ({ path }) => {
        if (keepMine) this.theirs.delete(`${branch}/${path}`);
        return Promise.resolve(keepMine ? 'mine' : 'skip');
      },
    });
  }

  async #switch(branch: BranchName, create: boolean): Promise<void> {
    const here = this.#expectedHere();
    await (await this.#copy()).switchTo(branch, { create });
    if (create) this.expected.set(branch, [...here]);
    await this.#arrived(branch);
  }

  async #arrived(branch: string): Promise<void> {
    this.branch = branch;
    const files = await (await this.#copy()).status({ offline: true });
    // What is deleted here and not there either is no change there.
    for (const [file, mark] of this.dirty)
      if (mark === null && !files.some(({ path, state }) => path === file && state === 'deleted'))
        this.dirty.delete(file);
  }

  /** What the step did before it was killed is seen from outside; it did all of it or nothing. */
  async #afterDeath(step: Step, before: readonly string[]): Promise<void> {
    rmSync(join(this.root, '.prompthub/lock'), { force: true });
    const link = await findLink(this.root);
    if (!link) throw new Error('no link');
    if (step.do === 'create' && !this.expected.has(step.branch) && this.#server.log(step.branch).length > 0)
      this.expected.set(step.branch, link.branch === step.branch ? [...before] : this.sent(step.branch));
    if (link.branch !== this.branch) return this.#arrived(link.branch);
    const { queue } = await (await this.#copy()).overview({ offline: true });
    const now = this.#sentOrNot(queue);
    const last = now.at(-1);
    if ((step.do === 'commit' || step.do === 'publish') && now.length > before.length && last !== undefined)
      this.#written(last);
    // A version that was published at once is known to the hub alone, so that one has to look there.
    if (step.do === 'publish') {
      this.#away = false;
      await this.#pull(true);
    }
    const taken = before.at(-1);
    if (step.do === 'uncommit' && now.length < before.length && taken !== undefined) this.#takenBack(taken);
  }

  #forgetTheirs(file: string): void {
    this.#overwritten.add(file);
  }

  #here(file: string): string | null {
    const path = join(this.root, file);
    return existsSync(path) ? markOf(readFileSync(path, 'utf8'), 'ours') : null;
  }

  #expectedHere(): string[] {
    return this.expected.get(this.branch) ?? [];
  }

  /** A new one for each call, as an editor and a command line have. */
  async #copy(): Promise<WorkingCopy> {
    const link = await findLink(this.root);
    if (!link) throw new Error('no link');
    const reach: typeof fetch = (input, init) =>
      this.#away
        ? Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }))
        : mortal.fetch(input, init);
    return new WorkingCopy(link, new HubClient({ baseUrl: this.#server.url, fetch: reach }));
  }
}

function isExpected(error: unknown): boolean {
  if (error instanceof HubError) return error.code === 'name-taken';
  return error instanceof Error && EXPECTED.has(error.name);
}
