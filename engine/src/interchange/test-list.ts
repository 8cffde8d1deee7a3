import { z } from 'zod';
import { testSchema, type WrittenTest } from '../runner/test-schema';
import type { ExportSource } from './interchange-format';
import type { PromptDraft } from './prompt-draft';
import { parseWith, readYaml } from './read-yaml';

const list = z.array(testSchema);

/** The tests of a prompt as written: those in it, then those of the suite beside it. Throws InterchangeError. */
export function testList({ name, suite }: ExportSource, { metadata }: PromptDraft): WrittenTest[] {
  const inside = parseWith(list, metadata['prompthub.tests'] ?? [], `${name}.prompt: prompthub.tests`);
  if (suite === undefined) return inside;
  const content = readYaml({ path: `${name}.tests.yaml`, text: suite }, z.unknown());
  const tests = Array.isArray(content)
    ? content
    : z.looseObject({ tests: z.unknown().optional() }).safeParse(content).data?.tests;
  return [...inside, ...parseWith(list, tests ?? [], `${name}.tests.yaml`)];
}
