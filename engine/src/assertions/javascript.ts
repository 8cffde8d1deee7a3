import { z } from 'zod';
import type { AssertionSpec } from '../runner/test-case';
import { AssertionError, type Assertion, type Finding } from './assertion';
import { quote, textValue } from './assertion-value';
import { runInSandbox, SandboxError } from './sandbox';

const grading = z.object({
  pass: z.boolean(),
  score: z.number().optional(),
  reason: z.string().optional(),
});

/**
 * JavaScript decides: an expression, or a function's body that returns. It sees `output` (parsed when the prompt asks for
 * JSON) and `context` with `vars`, `prompt`, `model` and `config`, and gives a boolean, a number (a score; it holds at
 * `threshold`, or above 0) or `{ pass, score, reason }`.
 */
export const javascript: Assertion = {
  type: 'javascript',
  shape: {
    value: 'text',
    mayBeEmpty: true,
    summary:
      'JavaScript decides: an expression, or a function’s body that returns, over `output` and `context`.',
  },
  async evaluate(spec, { output, data, vars, prompt, model }) {
    const code = textValue(spec);
    const result = await run(code, {
      output: data ?? output,
      context: { vars, prompt, model, config: spec.config },
    });
    return { ...finding(result, spec), actual: output };
  },
};

async function run(code: string, globals: Readonly<Record<string, unknown>>): Promise<unknown> {
  try {
    return await runInSandbox(code, globals);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new AssertionError(`The JavaScript did not finish. ${error.message}`);
  }
}

function finding(result: unknown, spec: AssertionSpec): Finding {
  const expectation = `to satisfy ${quote(textValue(spec), 120)}`;
  if (typeof result === 'boolean') return { holds: result, expectation, detail: `it gives ${result}` };
  if (typeof result === 'number') {
    const { threshold } = spec;
    const holds = threshold === undefined ? result > 0 : result >= threshold;
    return {
      holds,
      score: result,
      expectation,
      detail: `it gives ${result}, and needs ${threshold ?? 'more than 0'}`,
    };
  }
  const graded = grading.safeParse(result);
  if (!graded.success) {
    throw new AssertionError(
      `The JavaScript gave ${result === undefined ? 'nothing' : quote(JSON.stringify(result), 80)}; ` +
        'it must return a boolean, a number or { pass, score, reason }.',
    );
  }
  const { pass, score, reason } = graded.data;
  const reached = spec.threshold === undefined || score === undefined || score >= spec.threshold;
  return { holds: pass && reached, score, expectation, detail: `it gives pass: ${pass}`, reason };
}
