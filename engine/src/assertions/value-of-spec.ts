import type { AssertionSpec } from '../runner/test-case';
import { AssertionError, type Observation } from './assertion';
import { callFile, fileReference, isCodeFile, type CodeTools, type FileReference } from './code-file';
import { fillValue } from './fill-value';
import { readData } from './read-data';

/** Their value is code, and they read its file themselves. */
const RUNS_CODE = /^(?:not-)?(?:javascript|python|ruby)$/;

/**
 * The assertion with the value that it compares with: variables filled in, and what stands in files in place of their names. JSON
 * and YAML are read as data, JavaScript and TypeScript give what they return, other files are texts. Files are not filled.
 */
export async function withValue(
  spec: AssertionSpec,
  observed: Observation,
  tools: CodeTools,
): Promise<AssertionSpec> {
  if (RUNS_CODE.test(spec.type)) return spec;
  const read = (written: unknown, filled: unknown): unknown => {
    const file = fileReference(written);
    return file ? valueIn(file, spec, { observed, tools }) : filled;
  };
  const { value: filled } = fillValue(spec, observed.vars);
  const { value } = spec;
  if (!Array.isArray(value) || !Array.isArray(filled)) return { ...spec, value: await read(value, filled) };
  return { ...spec, value: await Promise.all(value.map((item, index) => read(item, filled[index]))) };
}

interface World {
  readonly observed: Observation;
  readonly tools: CodeTools;
}

async function valueIn(
  reference: FileReference,
  { type, config }: AssertionSpec,
  { observed, tools }: World,
): Promise<unknown> {
  const { file } = reference;
  if (isCodeFile(reference)) {
    const { output, data, vars, prompt, model } = observed;
    const value = await callFile(reference, [data ?? output, { vars, prompt, model, config }], tools);
    const isVerdict =
      typeof value === 'boolean' || (typeof value === 'object' && value !== null && 'pass' in value);
    if (value !== undefined && !isVerdict) return value;
    throw new AssertionError(
      `${file} must return the value that "${type}" compares with; what decides by itself is a "javascript" assertion.`,
    );
  }
  const text = await tools.readFile(file);
  return /\.(?:json|ya?ml)$/i.test(file) ? readData({ name: file, text }, tools) : text.trim();
}
