import { rules } from '@prompthub/core';
import type { FrontmatterRegion } from '../language/frontmatter-region';
import { CompletionItemKind, type Candidate } from './candidate';

const DIRECTIVES = ['prompthub-disable-next-line', 'prompthub-disable'];
const COMMENT = /(\{\{~?!(?:--)?|#)[ \t]*(?:(prompthub-disable(?:-next-line)?)[ \t]+([^}]*?))?([a-z-]*)$/;

/** Longer comments name no codes. */
const LONGEST = 2000;

/**
 * In a comment that silences diagnostics: the codes that it does not name yet; where it begins to be one, the words
 * that make it so. `#` begins comments in YAML, `{{!` in templates. Undefined elsewhere.
 */
export function suppressionCandidates(
  text: string,
  offset: number,
  yaml: Pick<FrontmatterRegion, 'start' | 'end'> | undefined,
): Candidate[] | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const found = COMMENT.exec(text.slice(Math.max(lineStart, offset - LONGEST), offset));
  if (!found) return undefined;
  const [, mark, directive, named = '', word = ''] = found;
  const isYaml = yaml !== undefined && yaml.start <= offset && offset <= yaml.end;
  // Behind ` -- ` one says why.
  if ((mark === '#') !== isYaml || named.includes('--')) return undefined;
  const behind = /^[a-z-]*[a-z]/.exec(text.slice(offset, offset + 100))?.[0] ?? '';
  const base = {
    kind: CompletionItemKind.EnumMember,
    range: { start: offset - word.length, end: offset + behind.length },
    rank: 0,
  };
  if (directive === undefined) {
    // Most comments say something else.
    const fitting = word === '' ? [] : DIRECTIVES.filter((label) => label.startsWith(word));
    return fitting.length > 0 ? fitting.map((label) => ({ ...base, label })) : undefined;
  }
  const taken = named.split(/[\s,]+/);
  return rules
    .filter(({ meta }) => !taken.includes(meta.code))
    .map(({ meta }) => ({ ...base, label: meta.code, documentation: meta.summary }));
}
