import { z } from 'zod';
import type { AssertionSpec } from '../../runner/test-case';
import type { Finding, Observation } from '../assertion';
import type { DataFile } from '../read-data';
import type { CodeRun } from '../run-code';

/** What is sent to a process of a `ProcessWorkplace`. */
export type Work =
  | { readonly is: 'code'; readonly run: CodeRun }
  | { readonly is: 'data'; readonly file: DataFile }
  | { readonly is: 'assertion'; readonly spec: AssertionSpec; readonly observed: Observation };

/** What it sends back, once it has said that it is ready. `undecided`: an AssertionError. */
export const outcome = z.discriminatedUnion('is', [
  z.object({ is: z.literal('done'), value: z.unknown() }),
  z.object({ is: z.enum(['undecided', 'failed']), message: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

export const finding: z.ZodType<Finding> = z.object({
  holds: z.boolean(),
  holdsNot: z.boolean().optional(),
  score: z.number().optional(),
  expectation: z.string(),
  detail: z.string().optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  reason: z.string().optional(),
});
