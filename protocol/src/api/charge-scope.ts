import { z } from 'zod';
import { slug, uuid } from './common';
import { environmentName, promptPath } from './releases';

/**
 * Whose calls a budget or a rate limit counts. `user` and `key` (a personal access token) without an id mean each of them, every
 * one with a count of their own.
 */
export const chargeScope = z.discriminatedUnion('scope', [
  z.object({ scope: z.literal('organization') }),
  z.object({ scope: z.literal('project'), project: slug }),
  z.object({ scope: z.literal('user'), user: uuid.optional() }),
  z.object({ scope: z.literal('key'), key: uuid.optional() }),
  z.object({ scope: z.literal('prompt'), project: slug, path: promptPath }),
  z.object({ scope: z.literal('environment'), project: slug, environment: environmentName }),
]);
export type ChargeScope = z.infer<typeof chargeScope>;
