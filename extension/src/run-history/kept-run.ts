import type { RunRecord } from '../runs/run-record';

/** What of a run is kept on disk: all of it, or what says nothing of what was asked and answered. */
export type KeptContents = 'all' | 'figures';

/** A run as it is written down: figures in words are made anew when it is read. */
export function keptRun(run: RunRecord, contents: KeptContents): RunRecord {
  if (contents === 'all') return { ...run, facts: [] };
  const { values: _values, error, request, ...rest } = run;
  const { vars: _vars, ...asked } = request;
  return {
    ...{ ...rest, text: '', toolCalls: [], facts: [], request: asked, withoutContents: true },
    ...(error === undefined ? {} : { error: { code: error.code, message: `It was ${error.code}.` } }),
  };
}

/** Tolerant: what is no run, for example of another version of this extension, is left out. */
export async function parseKeptRuns(value: unknown): Promise<RunRecord[]> {
  const schema = await runSchema();
  return Array.isArray(value)
    ? value.flatMap((one: unknown) => {
        const parsed = schema.safeParse(one);
        return parsed.success ? { ...parsed.data, facts: [] } : [];
      })
    : [];
}

/** Zod loads with the first look at a history, after activation. */
async function runSchema() {
  const [{ z }, { executionResult, runResult }] = await Promise.all([
    import('zod'),
    import('@prompthub/protocol'),
  ]);
  const [text, values] = [z.string().optional(), z.record(z.string(), z.unknown()).optional()];
  return runResult.omit({ model: true, latencyMs: true }).extend({
    ...{ uri: z.string(), title: z.string(), startedAt: z.number(), linked: z.boolean() },
    ...{ groupId: text, testDescription: text, model: text, note: text, values },
    latencyMs: z.number().optional(),
    withoutContents: z.boolean().optional(),
    execution: executionResult
      .pick({ id: true, commit: true, attempts: true, cachedAt: true, warnings: true })
      .partial({ commit: true, attempts: true })
      .optional(),
    request: z.object({
      ...{ uri: z.string(), testId: text, vars: values, model: text },
      hub: z.boolean().optional(),
    }),
  });
}
