import { z } from 'zod';
import { slug } from './api/common';

/**
 * `prompthub.yaml`: what links a folder to a project of a hub. It is committed with the prompts, so it holds no secret.
 *
 *   hub: http://127.0.0.1:4100
 *   project: acme/support-desk
 *   folder: prompts            # where the project's files lie, relative to this file; default `.`
 *   branch: main
 *   endpoints:                 # OpenAI-compatible servers by name; `model: local/llama3` uses `local`
 *     local: { kind: openai-compatible, baseUrl: http://localhost:11434/v1 }
 */
export const LINK_FILE = 'prompthub.yaml';

export const endpoint = z.strictObject({
  kind: z.enum(['openai', 'anthropic', 'azure', 'openai-compatible']).default('openai-compatible'),
  baseUrl: z.url({ protocol: /^https?$/ }),
  apiVersion: z.string().optional(),
});

export const linkFile = z.strictObject({
  hub: z.url({ protocol: /^https?$/ }).optional(),
  project: z
    .string()
    .refine(
      (value) =>
        value.split('/').length === 2 && value.split('/').every((part) => slug.safeParse(part).success),
      {
        message: 'must be organization/project',
      },
    )
    .optional(),
  folder: z.string().default('.'),
  branch: z.string().default('main'),
  endpoints: z.record(z.string().regex(/^[a-z0-9-]+$/), endpoint).default({}),
});
export type LinkFile = z.infer<typeof linkFile>;
