import { AssertionError } from './assertion';
import { NO_TOOLS, type AssertionTools } from './assertion-tools';
import { callFile, fileReference, isCodeFile } from './code-file';
import { runCode } from './run-code';

/** What assertions see after a transform: a text, and data when the transform made data. */
export interface TransformedOutput {
  readonly output: string;
  readonly data?: unknown;
}

export interface TransformSetting extends Pick<AssertionTools, 'workplace'> {
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
  { vars, readFile = NO_TOOLS.readFile, workplace }: TransformSetting,
): Promise<TransformedOutput> {
  const file = fileReference(code);
  if (file && !isCodeFile(file))
    throw new AssertionError(`A transform is JavaScript or TypeScript, which ${file.file} is not.`);
  const seen = data ?? output;
  const tools = { readFile, workplace };
  const result = file
    ? await callFile(file, [seen, { vars }], tools)
    : await runCode({ who: 'The transform', code, globals: { output: seen, context: { vars } } }, tools);
  if (typeof result === 'string') return { output: result };
  if (result === undefined)
    throw new AssertionError('The transform gave nothing; it must return the new output.');
  return { output: JSON.stringify(result), data: result };
}
