import { z } from 'zod';
import { isAutomaticMetric } from '../automatic-metrics';
import { instant, objectId, page, pageQuery, slug, uuid } from './common';
import { experimentKey } from './experiment-key';
import { environmentName, promptPath } from './releases';

/**
 * Experiments: several versions run in one environment at a time, and who gets which is decided by a key (`assignArm`).
 *
 *   GET    /api/v1/projects/:organization/:project/experiments?state=&environment=&cursor=&limit=   → ExperimentPage, newest first
 *   POST   …/experiments                          CreateExperiment → Experiment, a draft
 *   GET    …/experiments/:experiment              → Experiment
 *   PATCH  …/experiments/:experiment              UpdateExperiment → Experiment: anything of a draft; else the share of the traffic
 *   DELETE …/experiments/:experiment              → 204: a draft
 *   POST   …/experiments/:experiment/start        → Experiment
 *   POST   …/experiments/:experiment/stop         EndExperiment → Experiment: everybody gets what runs there
 *   POST   …/experiments/:experiment/rollback     EndExperiment → Experiment: likewise, and the variants are refused
 *   POST   …/experiments/:experiment/promote      PromoteArm → Experiment: the arm is deployed
 *   GET    …/experiments/:experiment/results      → ExperimentResults
 *   POST   …/exposures                            ReportExposures → Reported: who was shown their arm
 *   POST   …/outcomes                             ReportOutcomes → Reported: what became of it
 */

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((given) => !given.includes('\0') && given.isWellFormed(), { message: 'must be text' });

export const metricName = z
  .string()
  .max(64)
  .regex(
    /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
    'use lower-case letters and digits, with single dots, hyphens or underscores between them',
  );

const metricShape = z.object({
  name: metricName,
  /** `binary`: whether it ever happened to the key; `mean`: a number, of which each key counts with its own mean. */
  kind: z.enum(['binary', 'mean']),
  better: z.enum(['higher', 'lower']),
  /** The difference that is worth finding, in the metric's own unit. Differences of about this size are found soonest. */
  effect: z.number().min(1e-12).max(1e12).optional(),
});

const isMeanWhereAutomatic = (metric: { name: string; kind: string }): boolean =>
  metric.kind === 'mean' || !isAutomaticMetric(metric);
const MEAN_WHERE_AUTOMATIC = {
  message: 'is a mean: the hub measures it of every call',
  path: ['kind'],
};

export const experimentMetric = metricShape.refine(isMeanWhereAutomatic, MEAN_WHERE_AUTOMATIC);
export type ExperimentMetric = z.infer<typeof experimentMetric>;

/** What must not get worse than `limit`. */
export const experimentGuard = metricShape
  .extend({
    limit: z.number().min(-1e12).max(1e12),
    /** `value`: of the arm itself; `difference`: of the arm to control. */
    of: z.enum(['value', 'difference']),
  })
  .refine(isMeanWhereAutomatic, MEAN_WHERE_AUTOMATIC);
export type ExperimentGuard = z.infer<typeof experimentGuard>;

const ref = z
  .string()
  .min(1)
  .max(255)
  .refine((given) => !given.includes('\0'), { message: 'must not contain NUL' });

const newArm = z.object({
  name: slug,
  /** A branch, a tag or a commit. The first arm, control, is what runs in the environment, and may go without. */
  ref: ref.optional(),
  /** Per mille of those in the experiment. */
  weight: z.int().min(1).max(1000),
});

const traffic = z.int().min(1).max(1000);

/** What is planned, before anything is left out. */
const planShape = z.object({
  name: text(100),
  environment: environmentName,
  /** One prompt; without it the whole project. */
  path: promptPath,
  /** What is expected, and why. */
  hypothesis: text(2000),
  /** The first is control. */
  arms: z.array(newArm).min(2).max(10),
  /** Per mille of all keys that are in the experiment; the others get what runs there, and are not counted. */
  traffic,
  metric: experimentMetric,
  guards: z.array(experimentGuard).max(10),
  /** Keys in all arms together, after which one means to decide. */
  plannedSize: z.int().min(1).max(1_000_000_000),
  /**
   * An outcome counts when it comes within so many hours of its key's first exposure, and a key when these have passed. 0: outcomes are
   * reported with exposures, and keys count at once.
   */
  windowHours: z.int().min(0).max(2160),
  /** Ends the experiment by itself when a guard is shown to be broken. */
  stopOnBreach: z.boolean(),
});

export const createExperiment = planShape
  .partial({ path: true, plannedSize: true })
  .extend({
    traffic: traffic.default(1000),
    guards: planShape.shape.guards.default([]),
    windowHours: planShape.shape.windowHours.default(24),
    stopOnBreach: z.boolean().default(false),
  })
  .superRefine(({ arms, metric, guards }, context) => {
    const refuse = (message: string, ...path: (string | number)[]): void =>
      context.addIssue({ code: 'custom', message, path });
    const sum = arms.reduce((all, { weight }) => all + weight, 0);
    if (sum !== 1000) refuse(`weights are per mille and add up to 1000; these add up to ${sum}`, 'arms');
    if (new Set(arms.map(({ name }) => name)).size < arms.length)
      refuse('two arms have the same name', 'arms');
    arms.slice(1).forEach((arm, index) => {
      if (arm.ref === undefined) refuse('say which version', 'arms', index + 1, 'ref');
    });
    for (const [index, guard] of guards.entries())
      if (guard.name === metric.name && guard.kind !== metric.kind)
        refuse(`"${metric.name}" is the metric as well, and of another kind there`, 'guards', index, 'kind');
  })
  .meta({
    examples: [
      {
        name: 'Order number first',
        environment: 'production',
        path: 'triage.prompt',
        hypothesis: 'Asking for the order number first solves more tickets without a person.',
        arms: [
          { name: 'control', weight: 500 },
          { name: 'order-first', ref: 'main', weight: 500 },
        ],
        traffic: 200,
        metric: { name: 'solved', kind: 'binary', better: 'higher', effect: 0.05 },
        guards: [{ name: 'cost-usd', kind: 'mean', better: 'lower', limit: 0.01, of: 'value' }],
        plannedSize: 4000,
        stopOnBreach: true,
      },
    ],
  });
export type CreateExperiment = z.infer<typeof createExperiment>;

/** What is left out stays. Null: the whole project, and no planned size. Of what runs already only the share of the traffic changes. */
export const updateExperiment = planShape
  .extend({ path: promptPath.nullable(), plannedSize: planShape.shape.plannedSize.nullable() })
  .partial()
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    message: 'say what changes',
  })
  .meta({ examples: [{ traffic: 500 }] });
export type UpdateExperiment = z.infer<typeof updateExperiment>;

const why = text(1000);
export const endExperiment = z.object({ why }).meta({ examples: [{ why: 'The planned size is reached' }] });
export type EndExperiment = z.infer<typeof endExperiment>;
export const promoteArm = z
  .object({ arm: slug, why })
  .meta({ examples: [{ arm: 'order-first', why: 'Solves more tickets' }] });
export type PromoteArm = z.infer<typeof promoteArm>;

export const experimentState = z.enum(['draft', 'running', 'stopped', 'promoted', 'rolled-back']);
export type ExperimentState = z.infer<typeof experimentState>;

export const experimentArm = z.object({
  name: slug,
  weight: z.int(),
  /** Absent for the control of a draft: it is what runs there when the experiment starts. */
  commit: objectId.optional(),
});
export type ExperimentArm = z.infer<typeof experimentArm>;

/** Who did something; the hub itself has no id. */
const doer = z.object({ id: uuid.optional(), name: z.string() });

export const experiment = z
  .object({
    id: uuid,
    name: z.string(),
    state: experimentState,
    environment: environmentName,
    /** Absent: the whole project. */
    path: z.string().optional(),
    hypothesis: z.string(),
    /** The first is control. */
    arms: z.array(experimentArm),
    traffic: z.int(),
    metric: experimentMetric,
    guards: z.array(experimentGuard),
    plannedSize: z.int().optional(),
    windowHours: z.int(),
    stopOnBreach: z.boolean(),
    createdBy: doer,
    createdAt: instant,
    startedAt: instant.optional(),
    endedAt: instant.optional(),
    endedBy: doer.optional(),
    /** Why it ended. */
    why: z.string().optional(),
    /** The arm that was promoted. */
    winner: z.string().optional(),
    /** When it was first seen that the arms did not get their shares. */
    alarmedAt: instant.optional(),
    /** Of a binary metric: so many keys in all arms, at most, show a difference of `effect` (or 10 points) in 4 of 5 experiments. */
    neededKeys: z.int().optional(),
  })
  .meta({ id: 'Experiment' });
export type Experiment = z.infer<typeof experiment>;
export const experimentPage = page(experiment);
export type ExperimentPage = z.infer<typeof experimentPage>;
export const experimentsQuery = pageQuery.extend({
  state: experimentState.optional(),
  environment: environmentName.optional(),
});
export type ExperimentsQuery = z.infer<typeof experimentsQuery>;

/** A mean or a rate, and where it lies at all times at once with 95 %; absent without enough keys. */
const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });

const armResult = z.object({
  name: slug,
  /** Keys that were shown this arm. */
  exposures: z.int(),
  /** Those of them whose window has passed: of reported metrics they alone count. */
  complete: z.int(),
  metrics: z.array(
    z.object({
      name: metricName,
      /** Keys that it is known of. */
      keys: z.int(),
      estimate: estimate.optional(),
    }),
  ),
});

const comparison = z.object({
  arm: slug,
  metric: metricName,
  /** The arm's minus control's. */
  difference: estimate.optional(),
  /** Valid however often one looks. */
  pValue: z.number(),
  verdict: z.enum(['better', 'worse', 'not-shown']),
});

const guardResult = comparison.omit({ pValue: true, verdict: true }).extend({
  limit: z.number(),
  of: z.enum(['value', 'difference']),
  state: z.enum(['breached', 'kept', 'not-shown']),
});

/** What an experiment shows, and what it does not. */
export const experimentResults = z
  .object({
    experiment,
    at: instant,
    arms: z.array(armResult),
    /** Whether the arms got their shares. With an alarm nothing else is claimed. */
    sampleRatio: z.object({ pValue: z.number(), alarm: z.boolean() }),
    /** Exposures that applications could not report. */
    lost: z.int(),
    comparisons: z.array(comparison),
    guards: z.array(guardResult),
    recommendation: z.object({
      action: z.enum(['go-on', 'promote', 'roll-back', 'stop', 'investigate']),
      arm: slug.optional(),
    }),
    /** All of it in sentences. */
    words: z.array(z.string()),
  })
  .meta({ id: 'ExperimentResults' });
export type ExperimentResults = z.infer<typeof experimentResults>;

export const reportExposures = z
  .object({
    exposures: z.array(z.object({ experiment: uuid, key: experimentKey })).max(1000),
    /** Exposures of which the keys are not known any more. */
    lost: z
      .array(z.object({ experiment: uuid, count: z.int().min(1).max(1_000_000_000) }))
      .max(100)
      .default([]),
  })
  .meta({
    examples: [{ exposures: [{ experiment: '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10', key: 'user-17' }] }],
  });
export type ReportExposures = z.infer<typeof reportExposures>;

export const reportOutcomes = z
  .object({
    outcomes: z
      .array(
        z.object({
          /** Names it: what comes twice for a metric counts once. */
          id: text(100),
          metric: metricName,
          key: experimentKey,
          /** 0 or 1 for a binary metric. */
          value: z.number().min(-1e12).max(1e12),
        }),
      )
      .min(1)
      .max(1000),
  })
  .meta({ examples: [{ outcomes: [{ id: 'ticket-4711', metric: 'solved', key: 'user-17', value: 1 }] }] });
export type ReportOutcomes = z.infer<typeof reportOutcomes>;

export const reported = z
  .object({
    recorded: z.int(),
    /** Known already. */
    repeated: z.int(),
    /** Of keys that no experiment counts, or of one that has ended. */
    ignored: z.int(),
  })
  .meta({ id: 'Reported' });
export type Reported = z.infer<typeof reported>;
