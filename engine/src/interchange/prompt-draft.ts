import { parse } from '@prompthub/core';
import { stringify } from 'yaml';
import { InterchangeError, type ExportSource } from './interchange-format';

/** Values that several tests share are written out: nobody wants to read anchors. */
export const YAML_STYLE = { lineWidth: 100, aliasDuplicateObjects: false } as const;

/** A prompt as data: its frontmatter's value and its template. */
export interface PromptDraft {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly template: string;
}

/** Throws InterchangeError for a prompt that cannot be read: what would be written then is not what people meant. */
export function draftOf({ name, text }: ExportSource): PromptDraft {
  const { problems, frontmatter, template, lines, dialect } = parse(text);
  const [problem] = problems;
  if (problem) {
    const { line, character } = lines.positionAt(problem.range.start);
    throw new InterchangeError(
      `${name}.prompt:${line + 1}:${character + 1}: ${problem.message} Mend it (“prompthub check” shows all) and export again.`,
    );
  }
  if (dialect !== 'dotprompt')
    throw new InterchangeError(`${name}.prompt is written in another prompt language (${dialect}).`);
  return {
    metadata: frontmatter?.value ?? {},
    template: text.slice(template.range.start, template.range.end),
  };
}

/** The text of a `.prompt` file. Empty entries are left out; the order is that of the prose specification. */
export function draftText({ metadata, template }: PromptDraft): string {
  const entries = Object.entries(metadata).filter(([, value]) => value !== undefined && !isEmptyMap(value));
  entries.sort(([left], [right]) => rank(left) - rank(right));
  const body = `${template.trim()}\n`;
  if (entries.length === 0) return body.startsWith('---') ? `---\n{}\n---\n${body}` : body;
  return `---\n${stringify(Object.fromEntries(entries), YAML_STYLE)}---\n${body}`;
}

const ORDER = ['name', 'description', 'model', 'config', 'tools', 'input', 'output'];

/** Known keys first, then the dotted ones, each as they came; tests last, because they are long. */
function rank(key: string): number {
  const known = ORDER.indexOf(key);
  if (known >= 0) return known;
  return key === 'prompthub.tests' ? ORDER.length + 1 : ORDER.length;
}

function isEmptyMap(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}
