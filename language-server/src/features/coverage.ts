import { testsParams, type CoverageResult } from '@prompthub/protocol';
import type { Context } from '../context';
import { coverageOf, joined } from '../tests/coverage-of';
import { testsOf } from '../tests/test-source';
import { promptNamed } from './prompt-named';

/** `prompthub/coverage`: which branches of prompts and of their partials the values of their tests reach. */
export async function coverage(context: Context, raw: unknown): Promise<CoverageResult> {
  const { prompts } = testsParams.parse(raw);
  const engine = await context.loadEngine();
  const files: CoverageResult['files'] = [];
  for (const { uri, ids } of prompts) {
    const prompt = await promptNamed(context, uri);
    const all = await testsOf(context, prompt);
    const tests = ids ? all.filter(({ id }) => ids.includes(id)) : all;
    files.push(...(await coverageOf(context, { engine, prompt }, tests)));
  }
  return { files: joined(files) };
}
