import { z } from 'zod';

/**
 * What an environment wants of a version before it runs there: a run of its tests that passed, of exactly this commit and of every
 * prompt that moves, with the prompts' own models. `hub`: one that the hub made itself; `any`: also one that was reported.
 */
export const environmentTests = z.object({
  testRun: z.literal('passed'),
  from: z.enum(['hub', 'any']).default('hub'),
});
export type EnvironmentTests = z.infer<typeof environmentTests>;
