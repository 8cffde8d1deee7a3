import type { AssertionSpec } from '../runner/test-case';
import type { Finding, Observation } from './assertion';
import type { AssertionTools } from './assertion-tools';
import { callFile, functionsOf } from './code-file';
import { codeFinding } from './code-result';

/**
 * Judges by a type of assertion of the project's own: a function that a file in `plugins` exports, `isPolite` for the type `is-polite`.
 * It runs in the sandbox, with `output` and `context`: `vars`, `prompt`, `model`, and the assertion's `value`, `threshold` and
 * `config`. It gives what a `javascript` assertion gives. Undefined when no file has it; the first one that has it counts.
 */
export async function judgeByPlugin(
  spec: AssertionSpec,
  { output, data, vars, prompt, model }: Observation,
  tools: AssertionTools,
): Promise<Finding | undefined> {
  const name = spec.type
    .replace(/^not-/, '')
    .replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const { value, threshold, config } = spec;
  for (const file of tools.plugins ?? []) {
    if (!(await functionsOf(file, tools)).includes(name)) continue;
    const context = { vars, prompt, model, value, threshold, config };
    const result = await callFile({ file, function: name }, [data ?? output, context], tools);
    return { ...codeFinding(result, { spec, who: `${name} of ${file}`, shown: spec.type }), actual: output };
  }
  return undefined;
}
