import { filePath, pageQuery } from '@prompthub/protocol';
import { z } from 'zod';

/** A branch, a commit id or the beginning of one; what does not exist is a 404, not an error of form. */
export const ref = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.includes('\0'), { message: 'must not contain NUL' });

export const filesQuery = z.object({ ref: ref.optional() });
export type FilesQuery = z.infer<typeof filesQuery>;

export const fileQuery = z.object({ path: filePath, ref: ref.optional() });
export type FileQuery = z.infer<typeof fileQuery>;

export const historyQuery = pageQuery.extend({
  path: filePath.optional(),
  ref: ref.optional(),
  /** Also under the names that `path` had before. */
  follow: z.stringbool().default(false),
});
export type HistoryRouteQuery = z.infer<typeof historyQuery>;

export const diffQuery = z.object({ from: ref.optional(), to: ref.optional(), path: filePath.optional() });
export type DiffQuery = z.infer<typeof diffQuery>;
