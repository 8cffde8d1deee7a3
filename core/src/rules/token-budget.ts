import { leastText, printedText, type LeastText } from '../model/least-text';
import type { Rule, RuleContext } from './rule';
import { testsOfPrompt } from './tests-text';
import { isMap, writtenTests } from './written-tests';

export const tokenBudget: Rule = {
  meta: {
    code: 'token-budget',
    severity: 'warning',
    summary: 'The prompt is longer than it allows itself to be.',
    docs:
      '`prompthub.limits: { maxInputTokens: 2000 }` says how many tokens the rendered prompt may have. Counted is what it has ' +
      'at the least: the text outside of blocks with its partials, the defaults, and the values of each test. The count is ' +
      'an estimate for every model, the same in the editor, on the command line and in the hub, also where the editor shows exact ' +
      'counts; on real prompts it is about a tenth too high.',
    bad: '---\nprompthub.limits: { maxInputTokens: 3 }\n---\nSay hello to our guest, and do not forget the flowers.',
    good: '---\nprompthub.limits: { maxInputTokens: 50 }\n---\nSay hello to our guest, and do not forget the flowers.',
    needs: ['countTokens'],
  },
  create: (context) => ({
    file() {
      const { tree, analysis, options, report } = context;
      const limits = tree.frontmatter?.value['prompthub.limits'];
      const range = tree.frontmatter?.entry(['prompthub.limits', 'maxInputTokens'])?.value;
      if (!context.isReliable || !isMap(limits) || range === undefined || !options.countTokens) return;
      const { maxInputTokens: most } = limits;
      if (typeof most !== 'number') return;
      const count = counter(options.countTokens, leastText(tree, context.partials));
      const least = count(analysis.input.defaults);
      if (least > most) {
        const message = `The prompt has about ${least} tokens or more, and may have ${most}.`;
        const fixes = [
          { title: `Allow ${least}`, edits: [{ range, newText: String(least) }], preferred: false },
        ];
        report({ range, message, fixes });
      } else checkTests(most, count, context);
    },
  }),
};

type Values = Readonly<Record<string, unknown>>;

/** Counts text and values for themselves: where they meet, a token more or less does not matter. */
function counter(
  countTokens: (text: string) => number,
  { text, printed }: LeastText,
): (values: Values) => number {
  const own = countTokens(text);
  return (values) => printed.reduce((sum, path) => sum + countTokens(printedText(path, values)), own);
}

function checkTests(most: number, count: (values: Values) => number, context: RuleContext): void {
  const tests = testsOfPrompt(context);
  for (const { path, test } of writtenTests(tests?.content)) {
    const { vars } = test;
    if (!isMap(vars) || !tests) continue;
    const least = count({ ...context.analysis.input.defaults, ...vars });
    if (least <= most) continue;
    const message = `With these values the prompt has about ${least} tokens or more, and may have ${most}.`;
    context.report({ range: tests.rangeAt([...path, 'vars']), message });
  }
}
