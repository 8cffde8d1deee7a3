/** A project as the tests think of it: texts by path. */
export type Files = ReadonlyMap<string, string>;

export interface Outcome {
  status: number;
  code?: string;
  /** What the head holds afterwards, when the publication is accepted. */
  files?: Files;
}

/** What the hub must answer to `changes` by someone who saw `base`, while the head is `head`. */
export function expectedOutcome(
  base: Files,
  head: Files,
  changes: ReadonlyMap<string, string | null>,
): Outcome {
  const paths = [...changes.keys()];
  if (paths.some((path) => changes.get(path) === null && !base.has(path)))
    return { status: 422, code: 'file-not-found' };
  if (paths.some((path) => base.get(path) !== head.get(path))) return { status: 409, code: 'branch-moved' };
  const after = applied(head, changes);
  if (clashes(after)) {
    const mine = clashes(applied(base, changes));
    return mine ? { status: 422, code: 'path-clash' } : { status: 409, code: 'branch-moved' };
  }
  if (same(after, head)) return { status: 422, code: 'nothing-changed' };
  return { status: 201, files: after };
}

function applied(files: Files, changes: ReadonlyMap<string, string | null>): Files {
  const after = new Map(files);
  for (const [path, content] of changes) {
    if (content === null) after.delete(path);
    else after.set(path, content);
  }
  return after;
}

/** Whether a file is also a folder, or two entries of a folder differ only in case or composition. */
function clashes(files: Files): boolean {
  const entries = new Map<string, string>();
  for (const file of files.keys()) {
    const parts = file.split('/');
    for (let depth = 1; depth <= parts.length; depth++) {
      const entry = parts.slice(0, depth).join('/') + (depth < parts.length ? '/' : '');
      const key = entry.replace(/\/$/, '').normalize('NFC').toLowerCase();
      const other = entries.get(key);
      if (other !== undefined && other !== entry) return true;
      entries.set(key, entry);
    }
  }
  return false;
}

function same(a: Files, b: Files): boolean {
  return a.size === b.size && [...a].every(([path, content]) => b.get(path) === content);
}
