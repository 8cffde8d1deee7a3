import { z } from 'zod';
import { instant, objectId, page, pageQuery, slug } from './common';
import { branchName } from './registry';
import { environmentName } from './releases';

/**
 * Lists of prompts, and finding them.
 *
 *   GET /api/v1/projects/:organization/:project/prompts?q=&tag=&owner=&model=&kind=&branch=|environment=&sort=&cursor=&limit=  → PromptPage
 *   GET /api/v1/organizations/:organization/prompts?…    → PromptPage, of all projects: of their default branches, or of `environment`
 */

const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((given) => !given.includes('\0') && given.isWellFormed(), { message: 'must be text' });

const label = text(200);

/** In what order: by name, the newest change first, or what fits best first. */
export const promptSort = z.enum(['name', 'updated', 'rank']);
export type PromptSort = z.infer<typeof promptSort>;

const filters = pageQuery.extend({
  /** Words to look for in names, descriptions, tags and texts: `"a phrase"`, `-not`, `or`; the last may be the beginning of a name. */
  q: text(1000).optional(),
  /** Given several times: prompts that have all of them. */
  tag: z
    .union([label.transform((one) => [one]), z.array(label).max(20)])
    .optional()
    .meta({ type: 'array', items: { type: 'string' } }),
  /** `prompthub.meta.owner` of the prompt. */
  owner: label.optional(),
  /** A model (`openai/gpt-5-mini`) or all of a provider (`openai`). */
  model: label.optional(),
  kind: z.enum(['prompt', 'partial']).optional(),
  /** The prompts as they run there, instead of those of a branch. */
  environment: environmentName.optional(),
  /** Default: `rank` with `q`, else `name`. */
  sort: promptSort.optional(),
});

const RANK_OF_WHAT = { message: 'goes with words to look for (q)', path: ['sort'] };

export const promptsQuery = filters
  .extend({
    /** Default: the project's default branch. */
    branch: branchName.optional(),
  })
  .refine(({ q, sort }) => sort !== 'rank' || q !== undefined, RANK_OF_WHAT)
  .refine(({ branch, environment }) => branch === undefined || environment === undefined, {
    message: 'give a branch or an environment, not both',
    path: ['branch'],
  });
export type PromptsQuery = z.infer<typeof promptsQuery>;

export const organizationPromptsQuery = filters.refine(
  ({ q, sort }) => sort !== 'rank' || q !== undefined,
  RANK_OF_WHAT,
);
export type OrganizationPromptsQuery = z.infer<typeof organizationPromptsQuery>;

export const promptSummary = z
  .object({
    /** Slug of its project. */
    project: slug,
    path: z.string(),
    /** The path without its extension: what people and applications ask for. */
    name: z.string(),
    blob: objectId,
    /** Whether it is a partial. */
    partial: z.boolean(),
    description: z.string().optional(),
    owner: z.string().optional(),
    tags: z.array(z.string()),
    model: z.string().optional(),
    /** The version that changed it last. */
    commit: objectId,
    updatedBy: z.string(),
    updatedAt: instant,
    /** With `q`: where the words stand, as plain text in pieces. */
    snippet: z.array(z.object({ text: z.string(), match: z.boolean() })).optional(),
  })
  .meta({ id: 'PromptSummary' });
export type PromptSummary = z.infer<typeof promptSummary>;

export const promptPage = page(promptSummary);
export type PromptPage = z.infer<typeof promptPage>;
