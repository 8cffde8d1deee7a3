import { z } from 'zod';
import { AssertionError, type Observation } from './assertion';
import { quote } from './assertion-value';
import { fitsGlob } from './glob';
import { toolCallsIn, type FoundCall } from './tool-calls';

/**
 * promptfoo's `trajectory:…` judge the steps of an agent. A run of a prompt is one answer, and its steps are the tools that it calls,
 * in their order; a step of another `type` (command, search, reasoning, message, span) is not known here.
 */
export function stepsOf({ toolCalls = [], output, data, model }: Observation, type: string): FoundCall[] {
  if (model === '') throw new AssertionError(`"${type}" needs a model call; this test only renders.`);
  return toolCallsIn(toolCalls.length > 0 ? toolCalls : (data ?? output));
}

const text = z.string().trim().min(1);
const map = z
  .looseObject({
    name: text.optional(),
    pattern: text.optional(),
    type: z.union([text, z.array(text)]).optional(),
  })
  .refine(({ name, pattern }) => name !== undefined || pattern !== undefined);

/** A tool by its name, in which `*` and `?` may stand. */
export const toolMatcher = z.union([text, map]).transform((written) => {
  const {
    name,
    pattern = name ?? '',
    type = 'tool',
  } = typeof written === 'string' ? { name: written } : written;
  return { pattern, types: Array.isArray(type) ? type : [type] };
});
export type ToolMatcher = z.infer<typeof toolMatcher>;

export function fits({ name }: FoundCall, { pattern }: ToolMatcher): boolean {
  return fitsGlob(name, pattern);
}

/** How often something may happen. */
export const bounds = z
  .looseObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() })
  .refine(({ min = 0, max = Infinity }) => min <= max);

export function onlyTools(matchers: readonly Pick<ToolMatcher, 'types'>[], type: string): void {
  const other = matchers.flatMap(({ types }) => types).find((each) => each !== 'tool');
  if (other !== undefined)
    throw new AssertionError(`"${type}" knows steps of type "tool" here, and none of type "${other}".`);
}

export function listed(names: readonly string[], none = 'no tool'): string {
  return names.length === 0 ? none : names.map((name) => quote(name)).join(', ');
}
