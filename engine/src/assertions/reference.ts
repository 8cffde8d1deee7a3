import { ASSERTION_SHAPES } from './registry';
import { UNSUPPORTED } from './unsupported';

const HEAD = `# Assertions

<!-- Generated from engine/src/assertions by scripts/docs-assertions.mjs. Do not edit. -->

What a test can say of an answer, in promptfoo's names (0.123). \`not-\` before a name turns it round. Verdicts that need no model are held
against promptfoo's own; where one differs on purpose, [decision 0014](../decisions/0014-test-vocabulary.md) says so.
`;

/** The reference in Markdown: what is judged here, and what of promptfoo's is not. */
export function assertionsReference(): string {
  const judged = Object.entries(ASSERTION_SHAPES)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([type, { value, summary }]) => `| \`${type}\` | ${value} | ${cell(summary)} |`);
  const others = [...UNSUPPORTED]
    .filter(([type]) => !Object.hasOwn(ASSERTION_SHAPES, type))
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([type, why]) => `| \`${type}\` | ${cell(why)} |`);
  return [
    HEAD,
    '## Judged here\n',
    '| Assertion | Compares with | |\n|---|---|---|',
    ...judged,
    '\n## Not judged here\n',
    'A test with one of these is errored, and says why; it is never passed over.\n',
    '| Assertion | Why |\n|---|---|',
    ...others,
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
