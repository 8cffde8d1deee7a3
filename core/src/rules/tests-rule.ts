import type { InputSchema } from '../model/input-schema';
import type { CheckOptions } from '../options';
import type { Finding, Rule, RuleMeta } from './rule';
import { testsOfPrompt, type TestsText } from './tests-text';

/** A rule about tests, wherever they are written: in a prompt, or in a file of tests beside it. */
export interface TestsRule extends Rule {
  readonly find: (tests: TestsText, context: TestsContext) => readonly Finding[];
}

export interface TestsContext {
  readonly options: CheckOptions;
  /** What the tested prompt takes; undefined when nobody knows. */
  readonly input: InputSchema | undefined;
}

export function testsRule(meta: RuleMeta, find: TestsRule['find']): TestsRule {
  return {
    meta,
    find,
    create: (context) => ({
      file() {
        const tests = testsOfPrompt(context);
        if (!tests) return;
        const { options, analysis } = context;
        for (const finding of find(tests, { options, input: analysis.input })) context.report(finding);
      },
    }),
  };
}
