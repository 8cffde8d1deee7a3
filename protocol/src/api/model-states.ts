import { z } from 'zod';

/**
 * Whether models may be asked. One that fails too often is spared for a while, then one call tries it.
 *
 *   GET    /api/v1/organizations/:organization/models             → ModelStateList: those that the organization asked lately
 *
 * Each hub finds out by itself: of several, the answer is of the one that gives it, since it started.
 */
export const modelState = z
  .object({
    /** `provider/model`. */
    model: z.string(),
    /** Where it is asked; absent for `echo`. */
    host: z.string().optional(),
    /** `open`: nobody may ask it now. `half-open`: one call tries it, and the others are refused until that has ended. */
    state: z.enum(['closed', 'open', 'half-open']),
    /** While open: milliseconds until a call may try it. */
    triedInMs: z.number().optional(),
    /** To the first token, of late. */
    latencyMs: z.number().optional(),
  })
  .meta({ id: 'ModelState' });
export type ModelState = z.infer<typeof modelState>;
export const modelStateList = z.object({ items: z.array(modelState) });
export type ModelStateList = z.infer<typeof modelStateList>;
