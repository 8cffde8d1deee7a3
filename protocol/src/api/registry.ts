import { z } from 'zod';
import { entryNameProblem } from '../git/entry-name';
import { refNameProblem } from '../git/ref-name';
import { instant, objectId, page } from './common';

/**
 * Prompts and their versions. Every project is a Git repository; a `ref` is a branch, a tag, a commit id, or the first
 * seven or more digits of one (409 AmbiguousRef when several begin so).
 *
 *   GET  /api/v1/projects/:organization/:project/branches          → BranchList
 *   GET  /api/v1/projects/:organization/:project/files?ref=        → FilePage (every file of the tree, with its blob id)
 *   GET  /api/v1/projects/:organization/:project/file?path=&ref=   → FileVersion (ETag: blob id)
 *   GET  /api/v1/projects/:organization/:project/history?path=&ref=&follow=&cursor=&limit=  → CommitPage, newest first
 *   GET  /api/v1/projects/:organization/:project/graph?cursor=&limit=  → CommitPage: every version along all parents, newest first,
 *        none before its children
 *   GET  /api/v1/projects/:organization/:project/commits/:id       → CommitDetail
 *   GET  /api/v1/projects/:organization/:project/diff?from=&to=&path=  → Diff; `to` defaults to the default branch,
 *        `from` to the first parent of `to`
 *   POST /api/v1/projects/:organization/:project/commits           CreateCommit → CreatedCommit, 409 CommitConflict, 422 RejectedCommit
 *   GET  /api/v1/projects/:organization/:project/objects/:id       the raw Git object (type in `x-git-type`)
 */

/** A path in the project: `/` between parts, each a name that Git can keep on every system; at most 1,024 bytes of UTF-8. */
export const filePath = z
  .string()
  .min(1)
  .max(1024)
  .superRefine((path, context) => {
    const problem =
      path.split('/').map(entryNameProblem).find(Boolean) ??
      (new TextEncoder().encode(path).length > 1024 ? 'it is longer than 1,024 bytes' : undefined);
    if (problem !== undefined) {
      context.addIssue({
        code: 'custom',
        message: `must be a relative path like "folder/name.prompt": ${problem}`,
      });
    }
  });

/** A name that `git check-ref-format --branch` takes, at most 250 bytes of UTF-8. */
export const refName = z
  .string()
  .min(1)
  .superRefine((name, context) => {
    const message = refNameProblem(name);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
export const branchName = refName;

export const branch = z
  .object({
    name: branchName,
    head: objectId,
    updatedAt: instant,
    /** Nobody deletes it or moves it back, and only owners and admins publish to it. */
    protected: z.boolean().default(false),
  })
  .meta({ id: 'Branch' });
export type Branch = z.infer<typeof branch>;

export const person = z.object({ name: z.string(), email: z.string() });

export const commit = z
  .object({
    id: objectId,
    tree: objectId,
    parents: z.array(objectId),
    author: person,
    message: z.string(),
    createdAt: instant,
  })
  .meta({ id: 'Commit' });
export type Commit = z.infer<typeof commit>;
export const commitPage = page(
  commit.extend({
    /** Blob of the asked path at this commit; absent when it was deleted. */
    blob: objectId.optional(),
    /** With `follow`: the name that the file had at this commit. */
    path: z.string().optional(),
    /** With `follow`: the name before, when this commit renamed it. */
    renamedFrom: z.string().optional(),
  }),
);
export type CommitPage = z.infer<typeof commitPage>;

/** What a commit did to one path, against its first parent. */
export const pathChange = z.object({
  path: z.string(),
  status: z.enum(['added', 'modified', 'deleted']),
  /** Blob before; absent when added. */
  from: objectId.optional(),
  /** Blob after; absent when deleted. */
  to: objectId.optional(),
});
export type PathChange = z.infer<typeof pathChange>;
export const commitDetail = commit.extend({ changes: z.array(pathChange) }).meta({ id: 'CommitDetail' });
export type CommitDetail = z.infer<typeof commitDetail>;

export const branchList = z.object({ items: z.array(branch) });
export type BranchList = z.infer<typeof branchList>;

export const fileEntry = z
  .object({ path: z.string(), blob: objectId, size: z.int() })
  .meta({ id: 'FileEntry' });
export type FileEntry = z.infer<typeof fileEntry>;
export const filePage = z.object({ ref: z.string(), commit: objectId.optional(), items: z.array(fileEntry) });
export type FilePage = z.infer<typeof filePage>;

export const fileVersion = z
  .object({
    path: z.string(),
    blob: objectId,
    commit: objectId,
    /** The text; of a file that is no UTF-8 text what can be shown of it. */
    content: z.string(),
    /** All bytes in base64; only of a file that is no UTF-8 text. */
    base64: z.string().optional(),
  })
  .meta({ id: 'FileVersion' });
export type FileVersion = z.infer<typeof fileVersion>;

export const fileChange = z.object({
  path: filePath,
  /** The whole new text; null deletes the file. At most 5 MiB of UTF-8. */
  content: z.string().nullable(),
});
export type FileChange = z.infer<typeof fileChange>;

export const createCommit = z
  .object({
    branch: branchName.default('main'),
    /** The head that the author saw; null for a branch without commits. */
    parent: objectId.nullable(),
    message: z.string().trim().min(1).max(10_000),
    changes: z.array(fileChange).min(1).max(1000),
  })
  .meta({
    examples: [
      {
        branch: 'main',
        parent: null,
        message: 'Classify billing questions',
        changes: [{ path: 'triage.prompt', content: 'Classify the ticket: {{ticket}}' }],
      },
    ],
  });
export type CreateCommit = z.infer<typeof createCommit>;

export const createdCommit = z
  .object({
    commit,
    branch: branchName,
    /** True when the head had moved on and the change was put on top of it (other paths). */
    rebased: z.boolean(),
  })
  .meta({ id: 'CreatedCommit' });
export type CreatedCommit = z.infer<typeof createdCommit>;

/** 409, code `ambiguous-ref`: several commits begin with the asked digits. */
export const ambiguousRef = z.object({ code: z.literal('ambiguous-ref'), candidates: z.array(objectId) });

/** 409, code `branch-moved`: a path was changed by someone else since `parent`. */
export const commitConflict = z.object({
  code: z.literal('branch-moved'),
  head: objectId,
  paths: z.array(z.string()),
});

/** Zero-based; columns in UTF-16 units. */
const textPosition = z.object({ line: z.int(), character: z.int() });
export const textRange = z.object({ start: textPosition, end: textPosition });

/** 422, code `prompt-has-errors`: what `core.check` found, as `prompthub check --format json` gives it. */
export const checkedDiagnostic = z.object({
  file: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info', 'hint']),
  message: z.string(),
  range: textRange,
});
export type CheckedDiagnostic = z.infer<typeof checkedDiagnostic>;
export const rejectedCommit = z.object({
  code: z.literal('prompt-has-errors'),
  diagnostics: z.array(checkedDiagnostic),
});

/** A difference in meaning between two versions of a prompt. */
export const semanticChange = z.object({
  /** `message-added`, `variable-renamed`, `setting` and so on; see `PromptChangeKind` of `@prompthub/core`. */
  kind: z.string(),
  /** One English sentence. */
  sentence: z.string(),
  /** The name of the variable or the test, or the path of the key. */
  name: z.string().optional(),
  /** Where it stands in the text before, and in the text after; absent where it does not stand there. */
  before: textRange.optional(),
  after: textRange.optional(),
});
export type SemanticChange = z.infer<typeof semanticChange>;

export const fileDiff = z
  .object({
    path: z.string(),
    status: z.enum(['added', 'modified', 'deleted']),
    from: objectId.optional(),
    to: objectId.optional(),
    /** Unified diff (three lines of context). */
    patch: z.string(),
    /** Of a prompt that was modified: what changed in meaning; none when only its layout did. */
    changes: z.array(semanticChange).optional(),
  })
  .meta({ id: 'FileDiff' });
export const diff = z.object({ from: objectId.optional(), to: objectId, files: z.array(fileDiff) });
export type Diff = z.infer<typeof diff>;
