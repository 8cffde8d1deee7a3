import { AssertionError } from './assertion';
import { runInSandbox, SandboxError } from './sandbox';

/** What assertions see after a transform: a text, and data when the transform made data. */
export interface TransformedOutput {
  readonly output: string;
  readonly data?: unknown;
}

/** Runs a `transform` over the output, in the sandbox. Throws AssertionError when it fails or gives nothing. */
export async function transformOutput(
  code: string,
  { output, data }: TransformedOutput,
  vars: Readonly<Record<string, unknown>>,
): Promise<TransformedOutput> {
  if (code.startsWith('file://'))
    throw new AssertionError('A transform from a file is not supported; write it in place.');
  try {
    const result = await runInSandbox(code, { output: data ?? output, context: { vars } });
    if (typeof result === 'string') return { output: result };
    if (result === undefined)
      throw new AssertionError('The transform gave nothing; it must return the new output.');
    return { output: JSON.stringify(result), data: result };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new AssertionError(`The transform did not finish. ${error.message}`);
  }
}
