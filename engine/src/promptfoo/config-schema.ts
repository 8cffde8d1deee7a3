import { z } from 'zod';
import { assertionKeys } from '../runner/test-schema';

/**
 * What of promptfoo's configuration (promptfoo.dev, "Configuration reference") is run here. Every key that does not stand here is an
 * error: it would change what is asked or judged.
 */
const text = z.string();
const unshared = z.boolean().refine((share) => !share, 'must be false: results are shared with nobody');
const map = z.record(text, z.unknown());
const texts = z.union([text.transform((one) => [one]), z.array(text)]);

export const configSchema = z.strictObject({
  $schema: text.optional(),
  description: text.optional(),
  tags: map.optional(),
  metadata: map.optional(),
  prompts: z.unknown().optional(),
  providers: z.unknown().optional(),
  targets: z.unknown().optional(),
  tests: z.unknown().optional(),
  scenarios: z.unknown().optional(),
  defaultTest: z.unknown().optional(),
  assertionTemplates: map.optional(),
  env: z.record(text, z.union([text, z.number(), z.boolean()])).optional(),
  outputPath: texts.optional(),
  sharing: unshared.optional(),
  writeLatestResults: z.boolean().optional(),
  tracing: z
    .strictObject({
      enabled: z.boolean().optional(),
      otlp: z
        .strictObject({
          http: z
            .strictObject({
              enabled: z.boolean().optional(),
              port: z.int().min(1).max(65_535).optional(),
              host: z.enum(['127.0.0.1', 'localhost']).optional(),
              acceptFormats: z.array(z.enum(['json', 'protobuf'])).optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
  evaluateOptions: z
    .strictObject({
      maxConcurrency: z.int().min(1).optional(),
      repeat: z.int().min(1).max(1000).optional(),
      timeoutMs: z.number().min(0).optional(),
      cache: z.boolean().optional(),
      showProgressBar: z.boolean().optional(),
    })
    .optional(),
  commandLineOptions: z
    .strictObject({
      maxConcurrency: z.int().min(1).optional(),
      repeat: z.int().min(1).max(1000).optional(),
      cache: z.boolean().optional(),
      table: z.boolean().optional(),
      progressBar: z.boolean().optional(),
      share: unshared.optional(),
      write: z.boolean().optional(),
      verbose: z.boolean().optional(),
    })
    .optional(),
});

export const promptSchema = z.strictObject({
  id: text.optional(),
  label: text.optional(),
  raw: text.optional(),
});

export const providerSchema = z.strictObject({
  id: text,
  label: text.optional(),
  prompts: z.array(text).optional(),
  config: map.optional(),
});

/** A judge by its name; settings of its own are not read. */
const judge = z.union([text, z.strictObject({ id: text }).transform(({ id }) => id)]);

const assertion = z.strictObject({ ...assertionKeys, provider: judge.optional() });

export const assertionSchema = assertion.extend({ assert: z.array(assertion).optional() });
export type PromptfooAssertion = z.infer<typeof assertionSchema>;

const optionsSchema = z.strictObject({
  disableVarExpansion: z.boolean().optional(),
  disableDefaultAsserts: z.boolean().optional(),
  prefix: text.optional(),
  suffix: text.optional(),
  transform: text.optional(),
  postprocess: text.optional(),
  /** Who judges, or who judges and who makes vectors. */
  provider: z
    .union([judge, z.strictObject({ text: judge.optional(), embedding: judge.optional() })])
    .optional(),
  rubricPrompt: text.optional(),
});

export const testSchema = z.strictObject({
  description: text.optional(),
  vars: map.optional(),
  assert: z.array(assertionSchema).optional(),
  threshold: z.number().min(0).max(1).optional(),
  options: optionsSchema.optional(),
  metadata: map.optional(),
  provider: text.optional(),
  prompts: z.array(text).optional(),
  providers: z.array(text).optional(),
});
export type PromptfooTest = z.infer<typeof testSchema>;

export const scenarioSchema = z.strictObject({
  description: text.optional(),
  config: z.array(z.unknown()).min(1),
  tests: z.unknown(),
});
