import { z } from 'zod';
import { lspRange } from './lsp';

const vars = z.record(z.string(), z.unknown());

export const previewParams = z.object({
  uri: z.string(),
  /** Id from TestList; without one, the selected test. */
  testId: z.string().optional(),
  /** Used over those of the test. */
  vars: vars.optional(),
  /** Only `vars` and the defaults count, whatever tests there are. */
  ownValues: z.boolean().optional(),
});
export type PreviewParams = z.infer<typeof previewParams>;

/** A stretch of a file: the prompt's, or a partial's. */
const previewPlace = z.object({ uri: z.string(), range: lspRange });
export type PreviewPlace = z.infer<typeof previewPlace>;

/** What printed something. `via` are the tags that lead to a partial, the prompt's own first. */
export const previewOrigin = z.discriminatedUnion('kind', [
  /** The text at `range`, character for character. */
  z.object({ kind: z.literal('text'), ...previewPlace.shape, via: z.array(previewPlace) }),
  /** The tag at `range`. */
  z.object({
    kind: z.literal('value'),
    ...previewPlace.shape,
    via: z.array(previewPlace),
    /** From the input to the value: `items.0.title`. Absent for what is computed. */
    path: z.string().optional(),
  }),
  /** The conversation so far. */
  z.object({ kind: z.literal('history') }),
]);
export type PreviewOrigin = z.infer<typeof previewOrigin>;

/** `start` and `end` count UTF-16 units in the text of the part. */
export const previewSegment = z.object({ start: z.number(), end: z.number(), origin: previewOrigin });

/** How a person may fill in one input of a prompt. */
export const previewInput = z.object({
  name: z.string(),
  kind: z.enum(['text', 'number', 'integer', 'boolean', 'choice', 'json']),
  /** For people: `list of string`. */
  type: z.string(),
  optional: z.boolean(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  /** Of a choice. */
  choices: z.array(z.unknown()).optional(),
});
export type PreviewInput = z.infer<typeof previewInput>;

/** What sending the prompt would cost with one model; the answer not counted. */
export const previewCost = z.object({
  model: z.string(),
  /** US dollars; absent when the model has no known price. */
  costUsd: z.number().optional(),
  /** True for the prompt's own model. */
  own: z.boolean(),
});
export type PreviewCost = z.infer<typeof previewCost>;

const previewPart = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.string(),
    /** Cover the text without gaps. */
    segments: z.array(previewSegment),
  }),
  z.object({
    type: z.literal('media'),
    url: z.string(),
    contentType: z.string().optional(),
    origin: previewOrigin.optional(),
  }),
  z.object({ type: z.literal('other'), text: z.string(), origin: previewOrigin.optional() }),
]);

export const previewMessage = z.object({
  role: z.string(),
  parts: z.array(previewPart),
  /** Of the conversation so far; without parts it stands for all of it. */
  history: z.boolean(),
  /** What the message says; absent while no engine is there to count. */
  tokens: z.number().optional(),
  /** Counted with the model's vocabulary; else estimated. */
  exact: z.boolean().optional(),
  /** The tag that begins the message. */
  begin: previewOrigin.optional(),
});
export type PreviewMessage = z.infer<typeof previewMessage>;

export const previewResult = z.object({
  /** Of the prompt's text; 0 when it is not open. */
  version: z.number(),
  messages: z.array(previewMessage),
  model: z.string().optional(),
  testId: z.string().optional(),
  testDescription: z.string().optional(),
  /** The tests whose values can be shown. */
  tests: z.array(z.object({ id: z.string(), description: z.string() })),
  /** The values that were used, without defaults. */
  values: vars,
  inputs: z.array(previewInput),
  /** Values that are not what the schema says, by the name of the input. */
  problems: z.array(z.object({ input: z.string(), message: z.string() })),
  /**
   * Tokens of all messages and tools, `exact` when counted with the model's vocabulary; and what they cost, with what the chat format
   * adds to them.
   */
  estimate: z
    .object({ tokens: z.number(), exact: z.boolean().optional(), costs: z.array(previewCost) })
    .optional(),
  /** Present when it could not be rendered; `messages` is then empty. */
  error: z.object({ message: z.string(), range: lspRange.optional() }).optional(),
});
export type PreviewResult = z.infer<typeof previewResult>;
