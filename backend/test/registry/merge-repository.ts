import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeBlob, decodeTree, encodeBlob, encodeTree } from '@prompthub/protocol';
import { type StoredObject, withId } from '../../src/registry/git-hash';
import { type MergeSources, mergeTrees } from '../../src/registry/merging/merge-trees';
import { commonBase } from '../../src/registry/merging/virtual-base';
import { type Edits, editTree } from '../../src/registry/tree-editing';
import { listFiles } from '../../src/registry/tree-reading';

export type Files = Readonly<Record<string, string>>;

/** A project's objects in memory. */
export class Objects implements MergeSources {
  readonly stored = new Map<string, StoredObject>();

  readonly readTree: MergeSources['readTree'] = (ids) =>
    Promise.resolve(new Map(ids.map((id) => [id, decodeTree(this.stored.get(id)!)])));

  readonly readBlobs: MergeSources['readBlobs'] = (ids) =>
    Promise.resolve(new Map(ids.map((id) => [id, this.stored.get(id)!.content])));

  readonly readSizes: MergeSources['readSizes'] = (ids) =>
    Promise.resolve(new Map(ids.map((id) => [id, this.stored.get(id)!.content.length])));

  blob(content: string | Uint8Array): string {
    return this.add(typeof content === 'string' ? encodeBlob(content) : { type: 'blob', content });
  }

  add(object: Parameters<typeof withId>[0]): string {
    const stored = withId(object);
    this.stored.set(stored.id, stored);
    return stored.id;
  }

  async tree(files: Readonly<Record<string, string | Uint8Array>>): Promise<string | undefined> {
    const edits = new Map(Object.entries(files).map(([file, content]) => [file, this.blob(content)]));
    return this.edit(undefined, edits);
  }

  async edit(root: string | undefined, edits: Edits): Promise<string | undefined> {
    const edited = await editTree(root, edits, this.readTree);
    for (const tree of edited.trees) this.stored.set(tree.id, tree);
    return edited.root?.id;
  }

  async files(root: string | undefined): Promise<Files> {
    const files = await listFiles(root, this.readTree);
    return Object.fromEntries([...files].map(([file, id]) => [file, decodeBlob(this.stored.get(id)!)]));
  }
}

export const LABELS = { base: 'base', ours: 'ours', theirs: 'theirs' };

/** The oracle: real commits in a real repository, merged by the real program. The same commits here and there. */
export class MergeRepository extends Objects {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'merge-trees-'));
  readonly #trees = new Map<string, string>();
  #commits = 0;

  constructor() {
    super();
    this.git(['init', '--quiet', '--bare', '.']);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  git(args: string[], input = ''): string {
    const env = { PATH: process.env['PATH'], HOME: this.#folder, GIT_CONFIG_NOSYSTEM: '1' };
    const identity = ['-c', 'user.name=x', '-c', 'user.email=x@example.com'];
    const options = { cwd: this.#folder, env, input, stdio: 'pipe' } as const;
    return execFileSync('git', [...identity, ...args], options).toString();
  }

  async commit(files: Files, parents: readonly string[]): Promise<string> {
    const [ours, ...others] = parents;
    const name = `${++this.#commits}`;
    const input = [
      `commit refs/heads/${name}\nmark :1\ncommitter x <x@example.com> ${name} +0000\ndata ${name.length}\n${name}\n`,
      ...(ours === undefined ? [] : [`from ${ours}\n`]),
      ...others.map((other) => `merge ${other}\n`),
      'deleteall\n',
      ...Object.entries(files).map(
        ([file, content]) => `M 100644 inline ${file}\ndata ${content.length}\n${content}\n`,
      ),
      'get-mark :1\n',
    ];
    const id = this.git(['fast-import', '--quiet', '--force'], input.join('')).trim();
    this.#trees.set(id, (await this.tree(files)) ?? this.add(encodeTree([])));
    return id;
  }

  readonly mergeBases = (one: string, other: string): Promise<string[]> =>
    Promise.resolve(this.git(['merge-base', '--all', one, other]).trim().split('\n'));

  readonly treeOf = (commit: string): Promise<string> => Promise.resolve(this.#trees.get(commit)!);

  /** The merged files, or the paths in conflict. */
  async merge(one: string, other: string): Promise<Files | string[]> {
    const { root, sources } = await commonBase(await this.mergeBases(one, other), this, this);
    const roots = { base: root, ours: await this.treeOf(one), theirs: await this.treeOf(other) };
    const { edits, blobs, conflicts } = await mergeTrees(roots, sources, LABELS);
    if (conflicts.length > 0) return conflicts.map((conflict) => conflict.path);
    for (const blob of blobs) this.stored.set(blob.id, blob);
    return this.files(await this.edit(roots.ours, edits));
  }

  /** The same, as git merges. */
  mergeWithGit(one: string, other: string): Files | string[] {
    try {
      const flags = ['--write-tree', '-z', '--name-only', '--no-messages'];
      return this.#filesOf(this.git(['merge-tree', ...flags, one, other]).replace('\0', ''));
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: Buffer };
      if (status !== 1) throw error;
      const names = stdout.toString().split('\0').slice(1).filter(Boolean);
      return [...new Set(names)].sort();
    }
  }

  #filesOf(tree: string): Files {
    const rows = this.git(['ls-tree', '-r', tree]).split('\n').filter(Boolean);
    return Object.fromEntries(
      rows.map((row) => [row.split('\t')[1]!, this.git(['cat-file', 'blob', row.split(/[ \t]/)[2]!])]),
    );
  }
}

/** What becomes of three versions of a project in memory, without git. */
export async function merged(
  base: Files,
  ours: Files,
  theirs: Files,
): Promise<{ files: Files; conflicts: Record<string, string> }> {
  const objects = new Objects();
  const roots = {
    base: await objects.tree(base),
    ours: await objects.tree(ours),
    theirs: await objects.tree(theirs),
  };
  const { edits, blobs, conflicts } = await mergeTrees(roots, objects, LABELS);
  for (const blob of blobs) objects.stored.set(blob.id, blob);
  return {
    files: await objects.files(await objects.edit(roots.ours, edits)),
    conflicts: Object.fromEntries(conflicts.map((conflict) => [conflict.path, conflict.kind])),
  };
}
