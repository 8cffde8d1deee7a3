import { z } from 'zod';
import { objectId } from './common';
import { branchName, commit, fileChange, filePath, pathChange, textRange } from './registry';

/**
 * Bringing changes together. All three answer MergeOutcome, 409 MergeConflicts (nothing was written; `resolutions` of a second
 * request settle them), 409 CommitConflict when the branch is not at `expectedHead`, 422 RejectedCommit when a prompt of the result
 * has errors.
 *
 *   POST /api/v1/projects/:organization/:project/merges        CreateMerge: all that `from` has and `into` has not
 *   POST /api/v1/projects/:organization/:project/reverts       CreateRevert: the opposite of what one commit changed
 *   POST /api/v1/projects/:organization/:project/cherry-picks  CreateCherryPick: what one commit changed, once more
 */

const text = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .refine((message) => !message.includes('\0') && message.isWellFormed(), {
    message: 'must be text without NUL',
  });

const ref = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.includes('\0'), { message: 'must not contain NUL' });

const shared = {
  /** Default: as Git would say it. */
  message: text.optional(),
  /** The head that the author saw: when the branch has moved since, nothing is done. Needed with `resolutions`. */
  expectedHead: objectId.optional(),
  /** What is to stand at these paths, whatever the merge makes of them; null for no file. */
  resolutions: z
    .array(fileChange.extend({ path: filePath }))
    .max(1000)
    .default([]),
  /** Answers as if it were done, and does nothing. */
  preview: z.boolean().default(false),
};

export const createMerge = z
  .object({
    /** A branch or a commit; with `resolutions` the id of the commit that they were made for. */
    from: ref,
    into: branchName.default('main'),
    /** Makes a commit even where the branch could simply move forward. */
    noFastForward: z.boolean().default(false),
    ...shared,
  })
  .refine(({ resolutions, expectedHead }) => resolutions.length === 0 || expectedHead !== undefined, {
    path: ['expectedHead'],
    message: 'must name the head that the resolutions were made for',
  })
  .refine(({ resolutions, from }) => resolutions.length === 0 || /^[0-9a-f]{40}$/.test(from), {
    path: ['from'],
    message: 'must be the whole id of the commit that the resolutions were made for',
  })
  .meta({ examples: [{ from: 'feature/tone', into: 'main' }] });
export type CreateMerge = z.infer<typeof createMerge>;

const oneCommit = z
  .object({
    /** By the whole id, or its first seven digits or more. */
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,40}$/, 'must be the id of a version, or seven or more of its digits'),
    branch: branchName.default('main'),
    /** Of a merge: which parent counts as what was there before, from 1. */
    mainline: z.int().min(1).max(100).optional(),
    ...shared,
  })
  .refine(({ resolutions, expectedHead }) => resolutions.length === 0 || expectedHead !== undefined, {
    path: ['expectedHead'],
    message: 'must name the head that the resolutions were made for',
  });

export const createRevert = oneCommit.meta({ examples: [{ commit: '9f2c1e5', branch: 'main' }] });
export type CreateRevert = z.infer<typeof createRevert>;
export const createCherryPick = oneCommit.meta({ examples: [{ commit: '9f2c1e5', branch: 'release' }] });
export type CreateCherryPick = z.infer<typeof createCherryPick>;

export const mergeOutcome = z
  .object({
    /** `up-to-date`: there was nothing to do. `fast-forward`: the branch moved, and no commit was needed. */
    outcome: z.enum(['up-to-date', 'fast-forward', 'committed']),
    branch: z.string(),
    /** The branch's commit before. */
    before: objectId,
    /** The branch's commit now; absent in a preview. */
    commit: commit.optional(),
    /** What changed on the branch. */
    changes: z.array(pathChange),
  })
  .meta({ id: 'MergeOutcome' });
export type MergeOutcome = z.infer<typeof mergeOutcome>;

const conflictSide = z.object({ range: textRange, text: z.string() });

/** What a conflict within a file is about; see `ConflictPlace` of `@prompthub/core`. */
const conflictPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('frontmatter'), path: z.array(z.string()) }),
  z.object({ kind: z.literal('message'), message: z.int() }),
  z.object({ kind: z.literal('lines') }),
  z.object({ kind: z.literal('file') }),
]);

export const fileConflict = z.object({
  path: z.string(),
  /**
   * `content`: both changed, or both added, what stands in one place. `deleted`: one side changed, or renamed, what the other deleted, or
   * both renamed it apart (at both new paths, each of which one side lacks). `binary`:
   * both changed a file that is no text. `clash`: `path` and `other` cannot both be there (a file and a folder, or names that differ
   * only in case).
   */
  kind: z.enum(['content', 'deleted', 'binary', 'clash']),
  other: z.string().optional(),
  /** The whole texts, for an editor; absent where there is no such file, and where it is no text. */
  base: z.string().optional(),
  ours: z.string().optional(),
  theirs: z.string().optional(),
  /** What could be merged, with the rest between Git's markers. */
  text: z.string().optional(),
  /** The places in conflict. A side that has nothing there is absent; ranges are those of its whole text. */
  places: z.array(
    z.object({
      place: conflictPlace,
      base: conflictSide.optional(),
      ours: conflictSide.optional(),
      theirs: conflictSide.optional(),
    }),
  ),
});
export type FileConflict = z.infer<typeof fileConflict>;

/** 409, code `merge-conflicts`. */
export const mergeConflicts = z.object({
  code: z.literal('merge-conflicts'),
  /** The branch's commit: `expectedHead` of the next request. */
  head: objectId,
  /** What is brought to it: `from` or `commit` of the next request. */
  commit: objectId,
  conflicts: z.array(fileConflict),
});
export type MergeConflicts = z.infer<typeof mergeConflicts>;
