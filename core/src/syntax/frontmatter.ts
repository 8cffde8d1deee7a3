import { misplacedFrontmatter } from './frontmatter-misplaced';
import { findBlock, intendedEnd } from './frontmatter-scan';
import type { Range } from './positions';
import type { Frontmatter, PromptTree, SyntaxProblem } from './tree';
import { parseYaml } from './yaml';

/** The two halves of a file, and what is wrong with the first one. */
export interface FrontmatterResult {
  /**
   * Also present when Dotprompt would not recognise it although it is plainly meant (see `problems`), so that editing
   * goes on working in a file that is being repaired.
   */
  readonly frontmatter: Frontmatter | undefined;
  /** The body, trimmed when there is frontmatter; else the whole source. */
  readonly templateRange: Range;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Splits a file into frontmatter and template (language.md, "File shape"). Never throws. Every problem it reports means
 * that Dotprompt would send the frontmatter to the model as text.
 */
export function parseFrontmatter(source: string, earlier?: PromptTree): FrontmatterResult {
  const block = findBlock(source);
  if (block === undefined) {
    const misplaced = misplacedFrontmatter(source);
    const templateRange = { start: 0, end: source.length };
    return { frontmatter: undefined, templateRange, problems: misplaced ? [misplaced] : [] };
  }
  const problems: SyntaxProblem[] = [];
  if (source.startsWith('\uFEFF')) problems.push(byteOrderMark());
  let { content, end } = block;
  if (block.close === undefined) {
    const at = intendedEnd(source, content.start);
    content = { start: content.start, end: at };
    end = at;
    problems.push(unclosed(source, block.open, at));
  } else if (!block.closeHasNewline) {
    problems.push(noNewline(block.close, source.length, block.newline));
  } else if (source.slice(content.start, content.end).trim() === '') {
    problems.push(empty({ start: block.open.start, end: block.close.end }, end));
  }
  const range = { start: block.open.start, end };
  const same = earlier && unchanged(earlier, source, { range, content });
  if (same) return { frontmatter: same, templateRange: trimmed(source, end), problems };
  const { frontmatter, problems: yamlProblems } = read(source, content, range);
  return {
    frontmatter,
    templateRange: trimmed(source, end),
    problems: [...problems, ...yamlProblems],
  };
}

/** Where the template of a file stands, found without reading its YAML. As `parseFrontmatter` says. */
export function templateRangeOf(source: string): Range {
  const block = findBlock(source);
  if (block === undefined) return { start: 0, end: source.length };
  return trimmed(source, block.close === undefined ? intendedEnd(source, block.content.start) : block.end);
}

/** The frontmatter of an earlier version, if it was faultless and nothing in it or before it has changed. */
function unchanged(
  { source: before, frontmatter, problems }: PromptTree,
  source: string,
  { range, content }: { range: Range; content: Range },
): Frontmatter | undefined {
  if (frontmatter?.range.end !== range.end || frontmatter.contentRange.end !== content.end) return undefined;
  if (problems.some(({ code }) => code !== 'template-syntax')) return undefined;
  return before.slice(0, range.end) === source.slice(0, range.end) ? frontmatter : undefined;
}

function read(source: string, contentRange: Range, range: Range) {
  const yaml = parseYaml(source.slice(contentRange.start, contentRange.end), contentRange.start);
  const problems = [...yaml.problems];
  const isMap = typeof yaml.value === 'object' && yaml.value !== null && !Array.isArray(yaml.value);
  if (!isMap && yaml.value !== undefined && yaml.value !== null && problems.length === 0) {
    problems.push(notAMap(source, contentRange));
  }
  const frontmatter: Frontmatter = {
    range,
    contentRange,
    document: yaml.document,
    value: isMap ? (yaml.value as Record<string, unknown>) : {},
    entry: (path) => yaml.entry(path),
  };
  return { frontmatter, problems };
}

function trimmed(source: string, from: number): Range {
  const body = source.slice(from);
  const start = from + (body.length - body.trimStart().length);
  return { start, end: Math.max(start, from + body.trimEnd().length) };
}

function byteOrderMark(): SyntaxProblem {
  const range = { start: 0, end: 1 };
  return {
    code: 'frontmatter-bom',
    message:
      'An invisible byte order mark stands before the frontmatter. Dotprompt would send the frontmatter to the model.',
    range,
    fix: { title: 'Remove the byte order mark', range, newText: '' },
  };
}

function unclosed(source: string, open: Range, at: number): SyntaxProblem {
  const newline = source.slice(open.end).startsWith('\r') ? '\r\n' : '\n';
  const before = at === 0 || /[\r\n]/.test(source[at - 1] ?? '') ? '' : newline;
  return {
    code: 'frontmatter-unclosed',
    message: 'The frontmatter that begins here is never closed. Dotprompt would send it to the model.',
    range: open,
    fix: {
      title: 'Close the frontmatter with ---',
      range: { start: at, end: at },
      newText: `${before}---${newline}`,
    },
  };
}

function noNewline(close: Range, end: number, newline: string): SyntaxProblem {
  return {
    code: 'frontmatter-no-newline',
    message:
      'A line break must follow the closing ---. Without one Dotprompt sends the frontmatter to the model.',
    range: close,
    fix: { title: 'Add a line break', range: { start: end, end }, newText: newline },
  };
}

function empty(range: Range, end: number): SyntaxProblem {
  return {
    code: 'frontmatter-empty',
    message: 'Empty frontmatter is not recognised: Dotprompt would send the dashes to the model.',
    range,
    fix: { title: 'Remove the empty frontmatter', range: { start: range.start, end }, newText: '' },
  };
}

function notAMap(source: string, content: Range): SyntaxProblem {
  return {
    code: 'frontmatter-not-a-map',
    message: 'The frontmatter must be a map of keys and values, such as `model: openai/gpt-5-mini`.',
    range: {
      start: content.start,
      end: Math.max(content.start + 1, trimmed(source.slice(0, content.end), content.start).end),
    },
  };
}
