import { z } from 'zod';

/** Without it a client would want to read the repository's files by themselves, the way of before 2010. */
export const refsQuery = z.object({ service: z.enum(['git-upload-pack', 'git-receive-pack']) });
export type RefsQuery = z.infer<typeof refsQuery>;
