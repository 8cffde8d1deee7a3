import { z } from 'zod';
import { instant, objectId, page } from './common';
import { branchName, commit, filePath, pathChange, person, refName } from './registry';

/**
 * Names for versions, and how versions relate. Names in a path are percent-encoded (`feature%2Fx`).
 *
 *   POST   /api/v1/projects/:organization/:project/branches             CreateBranch → Branch
 *   PATCH  /api/v1/projects/:organization/:project/branches/:name       UpdateBranch → Branch (owners and admins)
 *   PUT    /api/v1/projects/:organization/:project/branches/:name/head  MoveBranch → Branch, 409 `branch-moved`,
 *          409 `not-fast-forward` without `force`
 *   DELETE /api/v1/projects/:organization/:project/branches/:name?expectedHead=
 *   GET    /api/v1/projects/:organization/:project/tags?cursor=&limit=  → TagPage, by name
 *   POST   /api/v1/projects/:organization/:project/tags                 CreateTag → Tag; a tag never moves
 *   DELETE /api/v1/projects/:organization/:project/tags/:name
 *   GET    /api/v1/projects/:organization/:project/compare?from=&to=    → Comparison
 *   GET    /api/v1/projects/:organization/:project/compare/commits?from=&to=&side=&cursor=&limit=  → CommitPage
 *   GET    /api/v1/projects/:organization/:project/blame?path=&ref=     → Blame
 */

const ref = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.includes('\0'), { message: 'must not contain NUL' });

export const createBranch = z
  .object({
    name: branchName,
    /** A branch, a tag or a commit. */
    from: ref,
  })
  .meta({ examples: [{ name: 'shorter-replies', from: 'main' }] });
export type CreateBranch = z.infer<typeof createBranch>;

export const updateBranch = z
  .object({
    /** Protected: nobody deletes it or moves it back, and only owners and admins publish to it. */
    protected: z.boolean(),
  })
  .meta({ examples: [{ protected: true }] });
export type UpdateBranch = z.infer<typeof updateBranch>;

export const moveBranch = z
  .object({
    /** A branch, a tag or a commit. */
    to: ref,
    /** The head that the mover saw. */
    expectedHead: objectId,
    /** Also where versions of the branch would be lost from it. */
    force: z.boolean().default(false),
  })
  .meta({ examples: [{ to: 'shorter-replies', expectedHead: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4' }] });
export type MoveBranch = z.infer<typeof moveBranch>;

export const tag = z
  .object({
    name: refName,
    commit: objectId,
    message: z.string().optional(),
    /** The tag as Git's object, with its message and who made it; absent for a name and nothing more. */
    object: objectId.optional(),
    /** Who made it. */
    createdBy: z.string(),
    createdAt: instant,
  })
  .meta({ id: 'Tag' });
export type Tag = z.infer<typeof tag>;
export const tagPage = page(tag);
export type TagPage = z.infer<typeof tagPage>;

export const createTag = z
  .object({
    name: refName,
    /** A branch, another tag or a commit. */
    ref,
    message: z
      .string()
      .trim()
      .min(1)
      .max(10_000)
      .refine((text) => !text.includes('\0') && text.isWellFormed(), { message: 'must be text without NUL' })
      .optional(),
  })
  .meta({ examples: [{ name: 'v1.0', ref: 'main', message: 'As shown to the first customers' }] });
export type CreateTag = z.infer<typeof createTag>;

export const comparison = z
  .object({
    from: objectId,
    to: objectId,
    /** Where the two went apart: the newest one, when there are several; absent when nothing is common. */
    mergeBase: objectId.optional(),
    /** How many commits only `to` has. */
    ahead: z.int(),
    /** How many commits only `from` has. */
    behind: z.int(),
    /** What `to` changed since the merge base, by path. */
    files: z.array(pathChange),
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof comparison>;

export const blameRange = z.object({
  /** Lines of the file as it is, counted from 1. */
  start: z.int(),
  count: z.int(),
  commit: objectId,
  /** Where the lines stood in that commit: path, and first line counted from 1. */
  originalPath: z.string(),
  originalStart: z.int(),
});
export type BlameRange = z.infer<typeof blameRange>;

export const blame = z
  .object({
    path: filePath,
    commit: objectId,
    /** Every line in one range, from the first to the last. */
    ranges: z.array(blameRange),
    /** The commits that the ranges name, by id. */
    commits: z.record(objectId, commit.pick({ message: true, createdAt: true }).extend({ author: person })),
  })
  .meta({ id: 'Blame' });
export type Blame = z.infer<typeof blame>;
