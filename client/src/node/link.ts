import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { errorCode } from '../error-code';
import { LINK_FILE, linkFile, type LinkFile } from '@prompthub/protocol';
import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
} from 'yaml';
import { readAnyState } from './working-state';

/** A folder and what `prompthub.yaml` in it says. */
export interface Link {
  /** Absolute path of `prompthub.yaml`. */
  readonly file: string;
  /** The folder of `prompthub.yaml`. */
  readonly root: string;
  /** Absolute path of the folder that holds the project's files; `root` or below it. */
  readonly folder: string;
  /** The branch that the folder is on: what somebody switched to here, else what `prompthub.yaml` names. */
  readonly branch: string;
  readonly settings: LinkFile;
}

/** `prompthub.yaml` cannot be used. `message` begins with `file:line:column`, both counted from one. */
export class LinkFileError extends Error {
  readonly file: string;
  /** Zero-based, UTF-16. */
  readonly position: { readonly line: number; readonly character: number };
  /** What is wrong, without the place. */
  readonly problem: string;
  constructor(file: string, position: { line: number; character: number }, problem: string) {
    super(`${file}:${position.line + 1}:${position.character + 1}: ${problem}`);
    this.name = 'LinkFileError';
    this.file = file;
    this.position = position;
    this.problem = problem;
  }
}

/**
 * Looks for `prompthub.yaml` in `startFolder` and the folders above it. Undefined when there is none.
 * @throws LinkFileError when the nearest one is not valid
 */
export async function findLink(startFolder: string): Promise<Link | undefined> {
  for (let folder = resolve(startFolder); ; folder = dirname(folder)) {
    const file = join(folder, LINK_FILE);
    const text = await readIfPresent(file);
    if (text !== undefined) return toLink(file, parseLinkFile(text, file));
    if (dirname(folder) === folder) return undefined;
  }
}

/** @throws LinkFileError with the exact place of the first thing that is wrong */
export function parseLinkFile(text: string, file: string): LinkFile {
  const counter = new LineCounter();
  const fail = (offset: number, problem: string): never => {
    const { line, col } = counter.linePos(offset);
    throw new LinkFileError(file, { line: Math.max(0, line - 1), character: Math.max(0, col - 1) }, problem);
  };
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const error = document.errors[0];
  if (error) return fail(error.pos[0], error.code === 'RESOURCE_EXHAUSTION' ? TOO_DEEP : error.message);
  const parsed = linkFile.safeParse(plainValue(document, fail) ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) return fail(0, 'is not valid.');
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
  const label = path.map(String).join('.');
  return fail(
    offsetOf(document, path, unknownKey !== undefined),
    unknownKey === undefined ? describe(label, issue.message) : `unknown key “${label}”.`,
  );
}

const TOO_DEEP = 'is nested too deeply.';
const MAX_LINK_BYTES = 1024 * 1024;

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length > MAX_LINK_BYTES)
      throw new LinkFileError(file, { line: 0, character: 0 }, 'is far too large.');
    return text;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Aliases that multiply (a “YAML bomb”), and thousands of nested lists, make `toJS` throw. */
function plainValue(document: Document, fail: (offset: number, problem: string) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    if (error instanceof RangeError) return fail(0, TOO_DEEP);
    return fail(0, error instanceof Error ? error.message : 'cannot be read.');
  }
}

async function toLink(file: string, settings: LinkFile): Promise<Link> {
  const root = dirname(file);
  const folder = resolve(root, settings.folder);
  if (!isInside(root, folder) || !isInside(await realPathOr(root), await realPathOr(folder))) {
    throw new LinkFileError(
      file,
      { line: 0, character: 0 },
      `folder “${settings.folder}” leads out of ${root}.`,
    );
  }
  return { file, root, folder, settings, branch: await branchOf(root, settings) };
}

/** A switch counts for the project that it was made in, and until `prompthub.yaml` names another branch. */
async function branchOf(root: string, { project, branch }: LinkFile): Promise<string> {
  const state = await readAnyState(root);
  const same = state !== undefined && state.project === project && (state.linked ?? state.branch) === branch;
  return same ? state.branch : branch;
}

export function isInside(parent: string, child: string): boolean {
  const path = relative(parent, child);
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path));
}

async function realPathOr(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function describe(label: string, message: string): string {
  return label === '' ? message : `${label}: ${message}`;
}

/** Where the value at `path` (or the nearest thing above it) begins; with `atKey`, where the last key begins. */
function offsetOf(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (!isPair(pair)) break;
      offset = startOf(pair.key) ?? offset;
      if (atKey && depth === path.length - 1) break;
      next = pair.value;
    } else if (isSeq(node)) next = node.items[Number(key)];
    offset = startOf(next) ?? offset;
    node = next;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
