import type { Rule } from './rule';

const HEAD = `# Diagnostics

<!-- Generated from the rules in core/src/rules by scripts/docs-diagnostics.mjs. Do not edit. -->

The editor, the command line and the hub report the same diagnostics. Each has a code, by which its severity can be
changed: in the file itself,

\`\`\`yaml
prompthub.lint: { unused-input: off, undefined-variable: error } # off | hint | info | warning | error
\`\`\`

or in the settings; the file wins. A comment silences the line that follows it; without a code, all of them:

\`\`\`handlebars
{{!-- prompthub-disable-next-line undefined-variable -- our host adds it --}}
\`\`\`

\`prompthub-disable\` in place of \`prompthub-disable-next-line\` silences the code in the whole file. In the frontmatter, and in
files of tests, such a comment begins with \`#\`: \`# prompthub-disable-next-line dropped-key\`.
`;

/** The reference of all diagnostics, in Markdown. */
export function diagnosticsReference(rules: readonly Rule[]): string {
  const sorted = [...rules].sort((a, b) => (a.meta.code < b.meta.code ? -1 : 1));
  const rows = sorted.map(
    ({ meta }) =>
      `| [\`${meta.code}\`](#${meta.code}) | ${meta.optIn ? 'off' : meta.severity} | ${meta.summary} |`,
  );
  const table = ['| code | severity | meaning |', '|---|---|---|', ...rows].join('\n');
  return `${[HEAD, table, ...sorted.map(section)].join('\n')}\n`;
}

function section({ meta: { code, severity, optIn, summary, docs, bad, good } }: Rule): string {
  const parts = [
    `\n## ${code}\n`,
    `${summary} (${optIn ? 'off until it is given a severity' : severity})\n`,
    docs,
  ];
  if (bad !== undefined) parts.push(`\nReported:\n\n${fenced(bad)}`);
  if (good !== undefined) parts.push(`\nRight:\n\n${fenced(good)}`);
  return parts.join('\n');
}

/** Invisible characters are shown by their code. */
function fenced(text: string): string {
  return `\`\`\`\`handlebars\n${text.replaceAll('\uFEFF', '(U+FEFF)').trimEnd()}\n\`\`\`\``;
}
