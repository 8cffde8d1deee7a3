import { findBlock } from './frontmatter-scan';
import type { SyntaxProblem } from './tree';

/** Keys that hardly any title block of Markdown has. */
const DOTPROMPTS = /^(?:model|config|input|output|tools|toolDefs|prompthub\.\w+)$/;
/** What else frontmatter has at its top, and other formats as well. */
const COMMON = /^(?:name|variant|version|description)$|\./;

const DASHES = /^---[^\S\r\n]*$/m;
const COMMENT = /\{\{~?!--[^]*?(?:--~?\}\}|$)|\{\{~?![^]*?(?:\}\}|$)/g;
const TOP_LEVEL_KEY = /^["']?([\w.$@/-]+)["']?[ \t]*:/gm;

/**
 * Frontmatter that stands behind a Handlebars comment or behind text: Dotprompt sends it to the model. Only what is
 * plainly meant counts: a closed block whose keys are all Dotprompt's, one of them at least no other format's.
 */
export function misplacedFrontmatter(source: string): SyntaxProblem | undefined {
  if (!DASHES.test(source)) return undefined;
  // Dashes in a comment are commented out.
  const uncommented = source.replace(COMMENT, (comment) => ' '.repeat(comment.length));
  const at = uncommented.search(DASHES);
  if (at <= 0 || isExample(uncommented.slice(0, at))) return undefined;
  const before = source.slice(0, at);
  // Keys before dashes are YAML without its opening line.
  if (keysIn(before).some((key) => DOTPROMPTS.test(key))) return undefined;
  const block = findBlock(source.slice(at));
  if (block?.close === undefined) return undefined;
  const keys = keysIn(source.slice(at + block.content.start, at + block.content.end));
  if (
    !keys.some((key) => DOTPROMPTS.test(key)) ||
    !keys.every((key) => DOTPROMPTS.test(key) || COMMON.test(key))
  )
    return undefined;
  const frontmatter = source.slice(at, at + block.end) + (block.closeHasNewline ? '' : block.newline);
  return {
    code: 'frontmatter-not-first',
    message:
      'Frontmatter must begin the file: only blank lines and `#` comments may stand before it. Dotprompt would send it to the model.',
    range: { start: at, end: at + 3 },
    fix: {
      title: 'Move the frontmatter to the start',
      range: { start: 0, end: at + block.end },
      newText: frontmatter + before.replace(/^\uFEFF/, ''),
    },
  };
}

/** “Write a file such as this:”, or a fence around code: the model is meant to see what follows. */
function isExample(before: string): boolean {
  return before.trimEnd().endsWith(':') || /^[ \t]*(?:```|~~~)/m.test(before);
}

function keysIn(text: string): string[] {
  return [...text.matchAll(TOP_LEVEL_KEY)].map(([, key = '']) => key);
}
