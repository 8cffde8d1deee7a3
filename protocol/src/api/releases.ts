import { z } from 'zod';
import { environmentTests } from './environment-tests';
import { instant, objectId, page, pageQuery, slug, uuid } from './common';
import { experimentKey } from './experiment-key';
import { filePath } from './registry';

/**
 * What runs where. An environment points to a version of the whole project, and to other versions of single prompts,
 * which win. A label points to a version of one prompt. Every move is kept for ever, and can be taken back.
 *
 *   GET    /api/v1/projects/:organization/:project/environments?path=        → EnvironmentList, in the order of promotion
 *   POST   …/environments                                CreateEnvironment → Environment
 *   PATCH  …/environments/:environment                   UpdateEnvironment → Environment
 *   DELETE …/environments/:environment                   409 `environment-in-use` while anything is deployed there
 *   GET    …/environments/:environment/deployments?path=&cursor=&limit=      → DeploymentPage, newest first
 *   POST   …/environments/:environment/deployments       Deploy → Deployment
 *   POST   …/environments/:environment/promotions        Promote → Deployment: what another environment runs, to this one
 *   POST   …/environments/:environment/rollbacks         RollBack → Deployment: what ran before
 *   GET    …/labels?path=&cursor=&limit=                 → LabelPage
 *   PUT    …/labels/:label                               MoveLabel → LabelMove
 *   DELETE …/labels/:label?path=&expected=
 *   POST   …/labels/:label/undo                          UndoLabel → LabelMove
 *   GET    …/labels/:label/moves?path=&cursor=&limit=    → LabelMovePage, newest first
 *   GET    …/prompt?path=&environment=|label=|commit=    → ResolvedPrompt (ETag); exactly one of the three;
 *                                                         &key= or &arms=all where an experiment may run
 *   GET    …/used-by?path=&ref=                          → UsedBy
 */

const NOT_AN_ID = /^(?![0-9a-f]{7,40}$)/;

export const environmentName = slug.regex(NOT_AN_ID, 'must not look like the id of a version');

/** Like an environment's name, and also with dots and underscores: `stable`, `v1.2`. */
export const labelName = z
  .string()
  .min(1)
  .max(64)
  .regex(
    /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
    'use lower-case letters and digits, with single dots, hyphens or underscores between them',
  )
  .regex(NOT_AN_ID, 'must not look like the id of a version');

/**
 * A prompt by its path or by its name, which is the path without the extension: `mail/reply` is `mail/reply.prompt`, and its
 * variant `mail/reply.formal` is `mail/reply.formal.prompt`. Not a partial: those come with the prompts that include them.
 */
export const promptPath = filePath
  .overwrite(promptPathOf)
  .refine((path) => !path.slice(path.lastIndexOf('/') + 1).startsWith('_'), {
    message: 'must be a prompt: partials come with the prompts that include them',
  });

export function promptPathOf(name: string): string {
  return name.endsWith('.prompt') ? name : `${name}.prompt`;
}

/** A branch, the id of a commit, or the first seven or more digits of one. */
const ref = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.includes('\0'), { message: 'must not contain NUL' });

/** Who moved something. */
const mover = z.object({ id: uuid, name: z.string() });

const reason = z
  .string()
  .trim()
  .max(1000)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), { message: 'must be text' });
const why = reason.min(1, 'say why, for those who read the history');

/**
 * The commit that the caller saw there, null for none. When something else stands there by now, nothing is done: 409
 * `release-moved` with `current`.
 */
const expected = objectId.nullable().optional();

/** Where an environment points, for the project or for one prompt. */
export const environmentPointer = z.object({
  commit: objectId,
  /**
   * How many versions the default branch has that this one lacks; for a prompt only those that changed its file. Absent
   * while the default branch has none.
   */
  behind: z.int().optional(),
  why: z.string(),
  by: mover,
  at: instant,
});
export type EnvironmentPointer = z.infer<typeof environmentPointer>;

export const environment = z
  .object({
    name: environmentName,
    /** Only who may `releases.deploy-protected` deploys here. */
    protected: z.boolean(),
    /** Absent: nothing. */
    requires: environmentTests.optional(),
    /** What all prompts run that have no version of their own here; absent when nothing was deployed. */
    project: environmentPointer.optional(),
    /** Prompts with a version of their own, by path. */
    prompts: z.array(environmentPointer.extend({ path: z.string() })),
  })
  .meta({ id: 'Environment' });
export type Environment = z.infer<typeof environment>;

/**
 * With `path`, the list tells of that prompt alone: `prompts` holds at most its own pointer, and `behind` counts the versions
 * that changed it, also for `project`.
 */
export const environmentsQuery = z.object({ path: promptPath.optional() });
export type EnvironmentsQuery = z.infer<typeof environmentsQuery>;
export const environmentList = z.object({ items: z.array(environment) });
export type EnvironmentList = z.infer<typeof environmentList>;

export const createEnvironment = z
  .object({
    name: environmentName,
    protected: z.boolean().default(false),
    requires: environmentTests.optional(),
    /** The environment that it stands behind in the order of promotion; default: the last one. */
    after: environmentName.optional(),
  })
  .meta({ examples: [{ name: 'acceptance', protected: false, after: 'staging' }] });
export type CreateEnvironment = z.infer<typeof createEnvironment>;

export const updateEnvironment = z
  .object({
    protected: z.boolean().optional(),
    /** Null: nothing any more. */
    requires: environmentTests.nullable().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    message: 'say what is to change',
  })
  .meta({ examples: [{ protected: true, requires: { testRun: 'passed' } }] });
export type UpdateEnvironment = z.infer<typeof updateEnvironment>;

export const deploy = z
  .object({
    /** Null takes away what is deployed there; a prompt then follows the project again. */
    ref: ref.nullable(),
    /** One prompt; without it the whole project. */
    path: promptPath.optional(),
    why,
    expected,
  })
  .meta({ examples: [{ ref: 'main', path: 'triage.prompt', why: 'Asks for the order number first' }] });
export type Deploy = z.infer<typeof deploy>;

export const promote = z
  .object({
    /** Default: the environment that stands before this one. */
    from: environmentName.optional(),
    path: promptPath.optional(),
    why,
    expected,
  })
  .meta({ examples: [{ from: 'staging', why: 'Two days without complaints' }] });
export type Promote = z.infer<typeof promote>;

export const rollBack = z
  .object({ path: promptPath.optional(), why, expected })
  .meta({ examples: [{ path: 'triage.prompt', why: 'Answers in the wrong language' }] });
export type RollBack = z.infer<typeof rollBack>;

/** One move of an environment, as it is kept. */
export const deployment = z
  .object({
    id: uuid,
    environment: environmentName,
    /** Absent: the whole project. */
    path: z.string().optional(),
    kind: z.enum(['deployed', 'promoted', 'rolled-back', 'withdrawn']),
    /** Absent: nothing was deployed there. */
    from: objectId.optional(),
    /** Absent: nothing is any more. */
    to: objectId.optional(),
    /** Where it was promoted from. */
    source: environmentName.optional(),
    why: z.string(),
    by: mover,
    at: instant,
  })
  .meta({ id: 'Deployment' });
export type Deployment = z.infer<typeof deployment>;
/** With `path`, of that prompt alone; without it, all of the environment. */
export const deploymentsQuery = pageQuery.extend({ path: promptPath.optional() });
export type DeploymentsQuery = z.infer<typeof deploymentsQuery>;
export const deploymentPage = page(deployment);
export type DeploymentPage = z.infer<typeof deploymentPage>;

export const label = z
  .object({ path: z.string(), label: labelName, commit: objectId, why: z.string(), by: mover, at: instant })
  .meta({ id: 'Label' });
export type Label = z.infer<typeof label>;
export const labelsQuery = pageQuery.extend({ path: promptPath.optional() });
export type LabelsQuery = z.infer<typeof labelsQuery>;
export const labelPage = page(label);
export type LabelPage = z.infer<typeof labelPage>;

export const moveLabel = z
  .object({ path: promptPath, ref, why: reason.default(''), expected })
  .meta({ examples: [{ path: 'triage.prompt', ref: 'main', why: 'Won the comparison' }] });
export type MoveLabel = z.infer<typeof moveLabel>;

export const undoLabel = z
  .object({ path: promptPath, why: reason.default(''), expected })
  .meta({ examples: [{ path: 'triage.prompt', why: 'Moved by mistake' }] });
export type UndoLabel = z.infer<typeof undoLabel>;

export const deleteLabelQuery = z.object({ path: promptPath, expected: objectId.optional() });
export type DeleteLabelQuery = z.infer<typeof deleteLabelQuery>;

/** One move of a label, as it is kept. */
export const labelMove = z
  .object({
    id: uuid,
    label: labelName,
    path: z.string(),
    kind: z.enum(['moved', 'undone', 'deleted']),
    from: objectId.optional(),
    to: objectId.optional(),
    why: z.string(),
    by: mover,
    at: instant,
  })
  .meta({ id: 'LabelMove' });
export type LabelMove = z.infer<typeof labelMove>;
export const labelMovesQuery = pageQuery.extend({ path: promptPath });
export type LabelMovesQuery = z.infer<typeof labelMovesQuery>;
export const labelMovePage = page(labelMove);
export type LabelMovePage = z.infer<typeof labelMovePage>;

/** 409, code `release-moved`: something else stands there than the caller expected. Null: nothing does. */
export const releaseMoved = z.object({ code: z.literal('release-moved'), current: objectId.nullable() });

/** Exactly one of `environment`, `label` and `commit`: none or several are a 400 `one-version-wanted`. */
export const promptQuery = z.object({
  path: promptPath,
  environment: environmentName.optional(),
  label: labelName.optional(),
  /** The id of a commit, or the first seven or more digits of one. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,40}$/, 'must be 7 to 40 hexadecimal digits')
    .optional(),
  /** With `environment`: where an experiment runs there, the prompt as the arm of this key has it. */
  key: experimentKey.optional(),
  /** With `environment`: where an experiment runs there, all its arms, for who decides by `assignArm` itself. */
  arms: z.literal('all').optional(),
});
export type PromptQuery = z.infer<typeof promptQuery>;

const source = z.object({ path: z.string(), blob: objectId, content: z.string() });
/** The partials that a prompt reaches, by the names that it and they use. */
const partials = z.record(z.string(), source);

/** An experiment that runs where the prompt was asked for. */
export const promptExperiment = z.object({
  id: uuid,
  /** With `key`: the arm that the answer is of. Absent: the key is not in the experiment. */
  arm: slug.optional(),
  /** With `arms`: how `assignArm` divides, and what each arm gets. The first is control. */
  split: z
    .object({
      traffic: z.int(),
      arms: z.array(
        z.object({ name: slug, weight: z.int(), prompt: source.extend({ commit: objectId, partials }) }),
      ),
    })
    .optional(),
});

/**
 * A prompt with everything that rendering it needs, all of one version. The same question with the same `commit` in the
 * answer has the same answer for ever; the ETag is that commit, and of an experiment's answer also what is
 * particular to it. 404 `environment-not-found`, `not-deployed`,
 * `label-not-found`, `ref-not-found` or `file-not-found`: another version is never given in place of a missing one.
 */
export const resolvedPrompt = source
  .extend({
    commit: objectId,
    /** What was asked for; neither for a commit. */
    environment: environmentName.optional(),
    label: labelName.optional(),
    partials,
    /** Only where `key` or `arms` was given. */
    experiment: promptExperiment.optional(),
  })
  .meta({ id: 'ResolvedPrompt' });
export type ResolvedPrompt = z.infer<typeof resolvedPrompt>;

export const partialPath = filePath.regex(
  /(?:^|\/)_[^/]+\.prompt$/,
  'must be a partial, as "folder/_name.prompt"',
);
export const usedByQuery = z.object({ path: partialPath, ref: ref.optional() });
export type UsedByQuery = z.infer<typeof usedByQuery>;

/** A file that includes a partial: itself, or through others. */
export const partialUser = z.object({ path: z.string(), direct: z.boolean() });
export type PartialUser = z.infer<typeof partialUser>;
/** `path` is the partial; prompts and partials that reach it, by path. */
export const usedBy = z
  .object({ path: z.string(), commit: objectId, items: z.array(partialUser) })
  .meta({ id: 'UsedBy' });
export type UsedBy = z.infer<typeof usedBy>;

/** 409, code `partial-in-use`: a commit deletes partials that prompts still include. */
export const partialInUse = z.object({
  code: z.literal('partial-in-use'),
  partials: z.array(z.object({ path: z.string(), users: z.array(z.string()) })),
});
