import { parseYaml } from './yaml';
import type { Dialect } from './tree';
import type { Range } from './positions';

/** Only Handlebars says these: a block, an end, a partial, a comment, or one of Dotprompt's own helpers. */
const DOTPROMPT = /\{\{~?\s*(?:[#^>!]|\/[\w@]|(?:role|media|section|json)\s+["'\w@(]|history\s*~?\}\})/;

/** `{{.Field}}`, `{{range .Items}}`, `{{- end }}`, `{{ $x := … }}`: none of them is Handlebars. */
const GO =
  /\{\{-?\s*(?:(?:if|range|with|else if|not|len|block "[^"]*"|template "[^"]*")\s+)?\.[A-Za-z_]|\{\{-?\s*end\s*-?\}\}|\{\{-?\s*\$\w+\s*:?=/;

const JINJA =
  /\{%[-+]?\s*(?:if|for|set|macro|block|extends|include|import|from|call|filter|with|raw|elif|else|end\w+)\b|\{\{-?\s*[\w.]+\s*\|\s*[a-z_]+/;

/** A line that is only a tag of the capitalised, chat-like kind (promptfile). */
const JSX = /^[ \t]*<(?:System|User|Assistant)(?:\s[^<>\n]*)?\/?>[ \t]*\r?$/m;

/** The same in lower case (Humanloop), only as the very beginning of a template. */
const JSX_START = /^<(?:system|user|assistant|tool)(?:\s[^<>\n]*)?>[ \t]*\r?\n/;

/** Keys by which prompts are written in plain YAML. */
const YAML_KEY =
  /^(?:_type|name|description|version|model|models|modelParameters|messages|prompt|prompts|system|template|input_variables|testData|evaluators|config|parameters)[ \t]*:(?:[ \t]|\r?$)/m;

/** Longer texts are not read as YAML only to find out that they are. */
const MAX_YAML_GUESS = 100_000;

/**
 * The language that a file is written in. `.prompt` is used by several tools; a file is foreign only when it plainly is,
 * and anything that only Handlebars could say makes it Dotprompt.
 */
export function detectDialect(source: string, template: Range, hasFrontmatter: boolean): Dialect {
  const text = source.slice(template.start, template.end);
  if (DOTPROMPT.test(text)) return 'dotprompt';
  if (GO.test(text)) return 'go-template';
  if (JINJA.test(text)) return 'jinja';
  if (JSX_START.test(text.trimStart()) || (JSX.test(text) && !text.includes('{{'))) return 'jsx';
  if (hasFrontmatter || text.trim() === '') return 'dotprompt';
  if (isYaml(text)) return 'yaml';
  return text.includes('{{') || text.trim() === '---' ? 'dotprompt' : 'text';
}

function isYaml(text: string): boolean {
  const firstLine = /^(?:[ \t]*(?:#.*)?\r?\n|---[ \t]*\r?\n)*(.*)/.exec(text)?.[1] ?? '';
  if (!YAML_KEY.test(firstLine) || text.length > MAX_YAML_GUESS) return false;
  const { value, problems } = parseYaml(text);
  return (
    problems.length === 0 && typeof value === 'object' && value !== null && Object.keys(value).length > 1
  );
}
