import { z } from 'zod';

const severity = z.enum(['off', 'hint', 'info', 'warning', 'error']);

/**
 * The section `prompthub` of the user's settings. A value of the wrong kind falls back to its default: half-typed
 * settings must not stop the server.
 */
export const settingsSchema = z
  .object({
    lint: z
      .record(z.string(), severity.or(z.unknown().transform(() => undefined)))
      .catch({})
      .default({}),
    profile: z.enum(['dotprompt', 'genkit']).catch('dotprompt').default('dotprompt'),
    inlineValues: z
      .object({ enabled: z.boolean().catch(true).default(true) })
      .catch({ enabled: true })
      .default({ enabled: true }),
    inlayHints: z
      .object({
        tokens: z.boolean().catch(true).default(true),
        types: z.boolean().catch(true).default(true),
      })
      .catch({ tokens: true, types: true })
      .default({ tokens: true, types: true }),
    run: z
      .object({ timeoutSeconds: z.number().positive().max(3600).catch(120).default(120) })
      .catch({ timeoutSeconds: 120 })
      .default({ timeoutSeconds: 120 }),
    test: z
      .object({ concurrency: z.number().int().min(1).max(64).catch(4).default(4) })
      .catch({ concurrency: 4 })
      .default({ concurrency: 4 }),
  })
  .transform(({ lint, ...rest }) => ({
    ...rest,
    lint: Object.fromEntries(
      Object.entries(lint).filter((entry): entry is [string, LintLevel] => !!entry[1]),
    ),
  }));

export type LintLevel = z.infer<typeof severity>;
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});

/** Never throws; what is not an object gives the defaults. */
export function parseSettings(value: unknown): Settings {
  const parsed = settingsSchema.safeParse(value ?? {});
  return parsed.success ? parsed.data : defaultSettings;
}
