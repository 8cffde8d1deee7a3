import { createHash } from 'node:crypto';
import { blobId } from '@prompthub/client/node';
import type { Commit } from '@prompthub/protocol';
import type { Answer, Request } from './test-releases';

type Changes = readonly { path: string; content: string | null }[];

interface Stored {
  readonly commit: Commit;
  readonly tree: ReadonlyMap<string, string>;
}

const AUTHOR = { name: 'Ann', email: 'ann@example.org' };
const MAIN = 'main';

/** The versions and branches of the test's hub, in memory. */
export class TestRegistry {
  readonly #commits = new Map<string, Stored>();
  readonly #heads = new Map<string, string>();
  /** What the next commit is refused for. */
  refuse: { file: string; message: string } | undefined;

  at(ref: string): Stored | undefined {
    return this.#commits.get(this.#heads.get(ref) ?? ref);
  }

  get branches(): string[] {
    return [...this.#heads.keys()];
  }

  /** Newest first. */
  log(ref: string): Stored[] {
    const found: Stored[] = [];
    for (let one = this.at(ref); one; one = this.at(one.commit.parents[0] ?? '')) found.push(one);
    return found;
  }

  commit(changes: Changes, message: string, branch = MAIN): Commit {
    const head = this.at(branch);
    const tree = new Map(head?.tree);
    for (const { path, content } of changes) {
      if (content === null) tree.delete(path);
      else tree.set(path, content);
    }
    const id = createHash('sha1')
      .update(JSON.stringify([...tree, message, this.#commits.size]))
      .digest('hex');
    const parents = head ? [head.commit.id] : [];
    const commit = { id, tree: id, parents, author: AUTHOR, message, createdAt: new Date().toISOString() };
    this.#commits.set(id, { commit, tree });
    this.#heads.set(branch, id);
    return commit;
  }

  /** Newest first; every version without a path. */
  history(path: string, ref = MAIN) {
    const log = this.log(ref);
    return log.flatMap(({ commit, tree }, index) => {
      const text = tree.get(path);
      if (path !== '' && text === log[index + 1]?.tree.get(path)) return [];
      return [{ ...commit, ...(text === undefined ? {} : { blob: blobOf(text) }) }];
    });
  }

  /** Undefined for what is no matter of versions. */
  answer(request: Request): Answer | undefined {
    const { method, route, query, body } = request;
    const [kind, name] = route.split('/').map(decodeURIComponent);
    const ref = query('ref') || MAIN;
    if (kind === 'branches') return this.#branches(method, name, body);
    if (kind === 'files') return this.#files(ref);
    if (kind === 'file') return this.#file(ref, query('path'));
    if (kind === 'history') return found({ items: this.history(query('path'), ref) });
    if (kind === 'compare') return this.#compare(query('from'), query('to'), name === 'commits');
    if (kind === 'tags') return found({ items: [] });
    if (kind === 'graph')
      return found({ items: [...this.#commits.values()].map(({ commit }) => commit).reverse() });
    if (kind === 'commits') return method === 'POST' ? this.#create(body) : this.#commit(name ?? '');
    return undefined;
  }

  #branches(method: string, name: string | undefined, body: Request['body']): Answer {
    const branch = (one: string) => {
      const { commit } = this.at(one)!;
      return { name: one, head: commit.id, updatedAt: commit.createdAt, protected: one === MAIN };
    };
    if (method === 'POST') {
      const start = this.at(String(body.from));
      if (!start) return { status: 404, code: 'ref-not-found', detail: 'There is no such version.' };
      this.#heads.set(String(body.name), start.commit.id);
      return { status: 201, value: branch(String(body.name)) };
    }
    if (method !== 'DELETE' || name === undefined) return found({ items: this.branches.map(branch) });
    if (name === MAIN) return { status: 409, code: 'branch-protected', detail: 'main is protected.' };
    this.#heads.delete(name);
    return { status: 204, value: undefined };
  }

  #commit(id: string): Answer {
    const commit = this.#commits.get(id)?.commit;
    return commit
      ? found(commit)
      : { status: 404, code: 'ref-not-found', detail: 'There is no such version.' };
  }

  #files(ref: string): Answer {
    const stored = this.at(ref);
    if (!stored && this.#heads.size > 0 && ref !== MAIN)
      return { status: 404, code: 'ref-not-found', detail: 'There is no such version.' };
    const items = [...(stored?.tree ?? [])].map(([path, text]) => ({
      ...{ path, blob: blobOf(text), size: text.length },
    }));
    return found({ ref, commit: stored?.commit.id, items });
  }

  #file(ref: string, path: string): Answer {
    const stored = this.at(ref);
    const content = stored?.tree.get(path);
    if (content === undefined || !stored)
      return { status: 404, code: 'file-not-found', detail: `There is no ${path}.` };
    // What stands for bytes that are no text.
    const bytes = content.includes('\ufffd') ? { base64: '' } : {};
    return found({ path, blob: blobOf(content), commit: stored.commit.id, content, ...bytes });
  }

  /** Histories are lines here, so that what one lacks is what comes before the last that both have. */
  #compare(from: string, to: string, list: boolean): Answer {
    const [theirs, ours] = [this.log(from), this.log(to)];
    const lacks = (some: Stored[], others: Stored[]) => some.filter((one) => !others.includes(one));
    const [ahead, behind] = [lacks(ours, theirs), lacks(theirs, ours)];
    if (list) return found({ items: ahead.map(({ commit }) => commit) });
    const mergeBase = ours.find((one) => theirs.includes(one))?.commit.id;
    const ids = { from: theirs[0]?.commit.id, to: ours[0]?.commit.id, mergeBase };
    return found({ ...ids, ahead: ahead.length, behind: behind.length, files: [] });
  }

  #create(body: Request['body']): Answer {
    const branch = typeof body.branch === 'string' ? body.branch : MAIN;
    if (this.refuse) {
      const { file, message } = this.refuse;
      const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
      const diagnostics = [{ file, code: 'test-code', severity: 'error', message, range }];
      return { status: 422, code: 'prompt-has-errors', detail: message, more: { diagnostics } };
    }
    const changes = body.changes as Changes;
    const head = this.at(branch);
    const seen = this.at(String(body.parent))?.tree;
    const paths = changes.map(({ path }) => path).filter((path) => seen?.get(path) !== head?.tree.get(path));
    if (paths.length > 0)
      return {
        status: 409,
        code: 'branch-moved',
        detail: 'Changed.',
        more: { head: head?.commit.id, paths },
      };
    const commit = this.commit(changes, String(body.message), branch);
    return { status: 201, value: { commit, branch, rebased: false } };
  }
}

const blobOf = (text: string): string => blobId(Buffer.from(text));

function found(value: unknown): Answer {
  return { status: 200, value };
}
