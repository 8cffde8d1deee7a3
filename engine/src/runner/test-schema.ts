import { z } from 'zod';
import { DATASET_NAME } from '../datasets/read-dataset';

/**
 * A test as people write it, in promptfoo's vocabulary (promptfoo.dev, "Configuration reference", "Test case" and
 * "Assertion"). Keys that stand in none of these schemas are reported, never ignored in silence.
 */
const unit = z.number().min(0).max(1);
const text = z.string();

/** The keys of an assertion that is no set. */
export const assertionKeys = {
  type: text.min(1),
  value: z.unknown().optional(),
  threshold: z.number().optional(),
  weight: z.number().min(0).optional(),
  metric: text.optional(),
  transform: text.optional(),
  /** `provider/model` that judges, or makes vectors, for this assertion. */
  provider: text.optional(),
  rubricPrompt: text.optional(),
  contextTransform: text.optional(),
  config: z.record(text, z.unknown()).optional(),
};
const assertionBase = z.looseObject(assertionKeys);

/** Sets hold assertions, not sets: promptfoo's nest once. */
export const assertionSchema = assertionBase.extend({ assert: z.array(assertionBase).optional() });
export type WrittenAssertion = z.infer<typeof assertionSchema>;

const optionsSchema = z.looseObject({
  transform: text.optional(),
  repeat: z.int().min(1).max(1000).optional(),
  timeoutMs: z.number().positive().optional(),
  /** Who judges: `provider/model`, or one that judges and one that makes vectors. */
  provider: z
    .union([text, z.strictObject({ text: text.optional(), embedding: text.optional() })], {
      error: 'must be provider/model, or a map with such names for `text` and `embedding`',
    })
    .optional(),
  rubricPrompt: text.optional(),
});

/** The name of a file of rows; promptfoo writes `file://` before it. */
export const datasetSchema = text
  .regex(DATASET_NAME, 'must name a .csv, .jsonl or .yaml file')
  .transform((name) => name.replace(/^file:\/\//, ''))
  .optional();

/** Names of files of JavaScript or TypeScript; promptfoo has no such key. */
export const pluginsSchema = z
  .array(text.regex(/\.(?:[cm]?js|[cm]?ts)$/i, 'must name .js or .ts files'))
  .transform((names) => names.map((name) => name.replace(/^file:\/\//, '')))
  .optional();

export const testSchema = z.looseObject({
  description: text.optional(),
  mode: z.enum(['run', 'render']).optional(),
  vars: z.record(text, z.unknown()).nullish(),
  /** Rows that the test runs for, one by one: a file beside. */
  dataset: datasetSchema,
  assert: z.array(assertionSchema).nullish(),
  threshold: unit.optional(),
  provider: text.optional(),
  transform: text.optional(),
  repeat: z.int().min(1).max(1000).optional(),
  /** How many of the repetitions must pass; promptfoo has no such key. */
  repeatMinPass: z.int().min(0).max(1000).optional(),
  options: optionsSchema.nullish(),
  /** Free notes of the author; they change nothing. */
  metadata: z.record(text, z.unknown()).nullish(),
});
export type WrittenTest = z.infer<typeof testSchema>;

export const KNOWN_KEYS = {
  file: ['tests', 'description', 'dataset', 'plugins'],
  test: Object.keys(testSchema.shape),
  assertion: Object.keys(assertionSchema.shape),
  options: Object.keys(optionsSchema.shape),
} as const;
