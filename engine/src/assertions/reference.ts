import { ASSERTION_SHAPES } from './registry';

const HEAD = `# Assertions

<!-- Generated from engine/src/assertions by scripts/docs-assertions.mjs. Do not edit. -->

What a test can say of an answer, in promptfoo's names (0.123). \`not-\` before a name turns it round. Verdicts that need no model are held
against promptfoo's own; where one differs on purpose, [decision 0014](../decisions/0014-test-vocabulary.md) says so.
`;

const OF_YOUR_OWN = `
## Files and code of your own

Values may stand in files beside the test: \`value: file://expected.txt\`, a JSON Schema in \`.json\` or \`.yaml\` (data), or \`file://wanted.ts:name\`
for what a function returns. \`javascript\` and \`transform\` take files too. JavaScript and TypeScript (types are taken out, not checked) run in a sandbox
with a second of time and 32 MB: no files, no network, no imports. Only files of the project are read.

\`\`\`yaml
# reply.tests.yaml
plugins: [metrics.ts]            # functions of these files are assertions: isPolite is "is-polite"
tests:
  - vars: { name: Ada }
    assert:
      - { type: is-polite, threshold: 0.5 }
      - { type: javascript, value: "file://checks.ts:short" }
      - { type: is-json, value: "file://reply.schema.json" }
\`\`\`

\`\`\`ts
// metrics.ts: output, and context with vars, prompt, model, value, threshold and config
export function isPolite(output: string, context: { vars: { name: string } }) {
  const pass = output.includes(context.vars.name);
  return { pass, score: pass ? 1 : 0, reason: pass ? 'by name' : 'the name is missing' };   // or a boolean, or a number
}
\`\`\`

\`python\` and \`ruby\` run where they are installed, **outside of the sandbox**: what they do, the person does who runs the tests. They get no keys, end after
30 seconds with all that they have started, and run by the command line and in trusted workspaces only. A \`webhook\` gets \`{ output, context }\` and answers
\`{ pass, score, reason }\`; nothing goes to a host before \`--allow-host\` or the editor's question allowed it.
`;

/** The reference in Markdown. */
export function assertionsReference(): string {
  const judged = Object.entries(ASSERTION_SHAPES)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([type, { value, summary }]) => `| \`${type}\` | ${value} | ${cell(summary)} |`);
  return [HEAD, '| Assertion | Compares with | |\n|---|---|---|', ...judged, OF_YOUR_OWN].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
