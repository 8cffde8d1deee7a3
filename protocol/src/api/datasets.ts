import { z } from 'zod';
import { instant, objectId, page, pageQuery } from './common';

/**
 * The data files of a version: what tests run for, row by row. They are files like all others, with a history and branches.
 *
 *   GET    /api/v1/projects/:organization/:project/datasets      DatasetQuery → DatasetPage, by path
 *
 * A test names one beside it by its path, and one of another version as `hub:<ref>:<path>`.
 */
export const dataset = z
  .object({
    path: z.string(),
    /** Id of its content: the same content has the same id in every version. */
    blob: objectId,
    /** Bytes. */
    size: z.int(),
    /** Rows that a test can run for. */
    rows: z.int(),
    /** Names of the values that rows have, in the order in which they come up; 200 at most, long ones cut after 200 characters. */
    columns: z.array(z.string()),
    /** How many rows cannot be used; of a file that cannot be used at all, 1. */
    problems: z.int(),
    /** What is wrong with the first of them. */
    problem: z.object({ line: z.int(), message: z.string() }).optional(),
    /** What changed it last. */
    changed: z.object({ commit: objectId, at: instant, by: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'Dataset' });
export type Dataset = z.infer<typeof dataset>;

/** May be shorter than was asked for while there are more: large files are read page by page. */
export const datasetPage = page(dataset).extend({ commit: objectId });
export type DatasetPage = z.infer<typeof datasetPage>;

export const datasetQuery = pageQuery.extend({
  /** A branch, a tag or a commit; default: the project's default branch. */
  ref: z
    .string()
    .min(1)
    .max(255)
    .refine((text) => !text.includes('\0'), { message: 'must not contain NUL' })
    .optional(),
});
export type DatasetQuery = z.infer<typeof datasetQuery>;
