import type { Fix } from '../diagnostic';
import {
  describeShape,
  FRONTMATTER_SHAPES,
  LINT_LEVELS,
  misfits,
  type Shape,
} from '../model/frontmatter-shape';
import type { Range } from '../syntax/positions';
import { quoteYaml } from '../syntax/yaml-scalar';
import { didYouMean, question, replace } from './fixes';
import type { Rule } from './rule';
import { firstLine } from './tests-text';

export const invalidValue: Rule = {
  meta: {
    code: 'invalid-value',
    severity: 'warning',
    summary: 'A key of the frontmatter has a value of the wrong kind.',
    docs:
      'A name or a description is a text, `tools` and `tags` are lists, `config`, `input` and `output` are maps, limits are ' +
      'numbers above 0, `stability` is `draft`, `stable` or `deprecated`, and severities in `prompthub.lint` are `off`, ' +
      '`hint`, `info`, `warning` or `error`. Another value has no effect, or fails when the prompt is run.',
    bad: '---\nprompthub.limits: { maxInputTokens: "2000" }\n---\nHello {{name}}',
    good: '---\nprompthub.limits: { maxInputTokens: 2000 }\n---\nHello {{name}}',
  },
  create: ({ tree, codes, report, isFrontmatterReliable, text }) => ({
    file() {
      const { frontmatter, source } = tree;
      if (!frontmatter || !isFrontmatterReliable) return;
      for (const [key, shape] of Object.entries(FRONTMATTER_SHAPES)) {
        const value = Object.hasOwn(frontmatter.value, key) ? frontmatter.value[key] : undefined;
        for (const misfit of misfits(value, shape, { path: [key], codes })) {
          const whole = misfit.kind === 'value' ? frontmatter.entry(misfit.path)?.value : undefined;
          if (misfit.kind !== 'value' || whole === undefined) continue;
          const fix = repair(misfit.value, misfit.shape, { range: whole, written: text(whole) });
          const name = misfit.path.filter((step) => typeof step === 'string').join('.');
          const inside = typeof misfit.path.at(-1) === 'number' ? `An item of \`${name}\`` : `\`${name}\``;
          report({
            range: firstLine(whole, source),
            message: `${inside} must be ${describeShape(misfit.shape)}.${misfit.shape.is === 'choice' ? question(fix) : ''}`,
            fixes: [fix],
            // Rendering fails.
            ...(name === 'tools' && { severity: 'error' as const }),
          });
        }
      }
    },
  }),
};

/** The same value in the right shape, where it is plain what was meant. */
function repair(
  value: unknown,
  shape: Shape,
  { range, written }: { range: Range; written: string },
): Fix | undefined {
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!isScalar || /[\r\n]/.test(written)) return undefined;
  const text = String(value);
  switch (shape.is) {
    case 'text':
      return replace(range, quoteYaml(written));
    case 'number': {
      const number = Number(text.replaceAll('_', ''));
      const fits = number > shape.above && (!shape.whole || Number.isInteger(number));
      return typeof value === 'string' && fits ? replace(range, String(number)) : undefined;
    }
    case 'list':
      return typeof value === 'string' && shape.items.is === 'text' && !/[,[\]{}]/.test(written)
        ? replace(range, `[${written}]`)
        : undefined;
    case 'choice':
      return didYouMean(range, text, shape.of);
    case 'level':
      return didYouMean(range, text, LINT_LEVELS);
    default:
      return undefined;
  }
}
