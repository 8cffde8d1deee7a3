import { AssertionError } from './assertion';
import { NO_TOOLS, type AssertionTools } from './assertion-tools';
import { callFile, fileReference, isCodeFile } from './code-file';
import { runInSandbox, SandboxError } from './sandbox';

/** What assertions see after a transform: a text, and data when the transform made data. */
export interface TransformedOutput {
  readonly output: string;
  readonly data?: unknown;
}

export interface TransformSetting {
  readonly vars: Readonly<Record<string, unknown>>;
  readonly readFile?: AssertionTools['readFile'];
}

/**
 * Runs a `transform` over the output, in the sandbox: an expression, a function's body or `file://transform.ts:name`. Rejects
 * with AssertionError when it fails or gives nothing.
 */
export async function transformOutput(
  code: string,
  { output, data }: TransformedOutput,
  { vars, readFile = NO_TOOLS.readFile }: TransformSetting,
): Promise<TransformedOutput> {
  const file = fileReference(code);
  if (file && !isCodeFile(file))
    throw new AssertionError(`A transform is JavaScript or TypeScript, which ${file.file} is not.`);
  const seen = data ?? output;
  const result = file ? await callFile(file, [seen, { vars }], readFile) : await run(code, seen, vars);
  if (typeof result === 'string') return { output: result };
  if (result === undefined)
    throw new AssertionError('The transform gave nothing; it must return the new output.');
  return { output: JSON.stringify(result), data: result };
}

async function run(code: string, output: unknown, vars: TransformSetting['vars']): Promise<unknown> {
  try {
    return await runInSandbox(code, { output, context: { vars } });
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new AssertionError(`The transform did not finish. ${error.message}`);
  }
}
