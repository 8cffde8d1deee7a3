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
 *   judge: openai/gpt-5-mini   # judges answers in tests; or { model: …, embeddings: …, config: { … } }
 */
export const LINK_FILE = 'prompthub.yaml';

export const endpoint = z.strictObject({
  kind: z.enum(['openai', 'anthropic', 'azure', 'openai-compatible']).default('openai-compatible'),
  baseUrl: z.url({ protocol: /^https?$/ }),
  apiVersion: z.string().optional(),
});

const modelName = z.string().min(1);

interface JudgeSettings {
  model?: string | undefined;
  embeddings?: string | undefined;
  /** Model settings of who judges, as in a prompt's `config`: `maxOutputTokens`, `temperature` … */
  config?: Record<string, unknown> | undefined;
}

/** `provider/model` that judges, and one that makes vectors, where neither a test nor an assertion names any. */
const judge = z.union([
  modelName.transform((model): JudgeSettings => ({ model })),
  z.strictObject({
    model: modelName.optional(),
    embeddings: modelName.optional(),
    config: z.record(z.string(), z.unknown()).optional(),
  }),
]);

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
  judge: judge.optional(),
});
export type LinkFile = z.infer<typeof linkFile>;
