import { z } from 'zod';
import { AssertionError, type Assertion } from '../assertion';
import { judgeRubric } from './rubric';
import { toolCallsText } from './tool-calls-text';

const settings = z.looseObject({ files: z.array(z.string()).optional() });

/** As `llm-rubric`, with evidence: what the model called, and the files that `config.files` names. No program is run for it. */
export const agentRubric: Assertion = {
  type: 'agent-rubric',
  shape: {
    value: 'text',
    summary:
      'As `llm-rubric`, with the tools that were called and the files in `config: { files: [...] }` as evidence.',
  },
  async evaluate(spec, observed, tools) {
    const files = settings.safeParse(spec.config ?? {}).data?.files ?? [];
    const calls = observed.toolCalls ?? [];
    if (files.length === 0 && calls.length === 0)
      throw new AssertionError(
        '"agent-rubric" has nothing to look into: the model called no tools, and `config: { files: [...] }` names no files. Use "llm-rubric" for the output alone.',
      );
    const read: [string, string][] = [];
    for (const name of files) read.push([`file ${name}`, await tools.readFile(name)]);
    return judgeRubric(spec, observed, {
      tools,
      evidence: { ...Object.fromEntries(read), 'tool calls': toolCallsText(calls) },
      instructions:
        'Verify what the output claims with the other data; what that does not show is not shown.',
    });
  },
};
