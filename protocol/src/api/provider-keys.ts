import { z } from 'zod';
import { instant } from './common';

/**
 * Keys of model providers, of an organization or of one project of it, which comes first. They are kept encrypted and never
 * returned.
 *
 *   GET    /api/v1/organizations/:organization/provider-keys
 *   PUT    /api/v1/organizations/:organization/provider-keys/:provider       SetProviderKey → ProviderKey
 *   DELETE /api/v1/organizations/:organization/provider-keys/:provider
 *   GET    /api/v1/projects/:organization/:project/provider-keys             its own, and those of the organization behind them
 *   PUT    /api/v1/projects/:organization/:project/provider-keys/:provider   SetProviderKey → ProviderKey
 *   DELETE /api/v1/projects/:organization/:project/provider-keys/:provider
 */
export const setProviderKey = z
  .object({
    key: z.string().min(1).max(4096),
    /** An https address. Read by the hub as it was written: `z.url` would let line breaks vanish. */
    baseUrl: z.string().max(2048).meta({ format: 'uri' }).optional(),
  })
  .meta({ examples: [{ key: 'sk-…' }] });
export type SetProviderKey = z.infer<typeof setProviderKey>;

export const providerKey = z
  .object({
    provider: z.string(),
    /** Whose it is. */
    of: z.enum(['organization', 'project']),
    /** The last four characters, to tell keys apart. */
    hint: z.string(),
    baseUrl: z.string().optional(),
    updatedAt: instant,
  })
  .meta({ id: 'ProviderKey' });
export type ProviderKey = z.infer<typeof providerKey>;

export const providerKeyList = z.object({ items: z.array(providerKey) });
