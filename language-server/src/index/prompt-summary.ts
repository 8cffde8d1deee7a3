import { frontmatterRegion } from '../language/frontmatter-region';

/**
 * What other files need to know of a prompt, read without a parser: ten thousand of them take milliseconds. It names files
 * that are worth a closer look, so it may say too much (a `{{> name}}` inside of a comment), but never too little.
 */
export interface PromptSummary {
  /** The frontmatter's `name`, when it has one. */
  readonly name: string | undefined;
  /** The names behind `{{>` and `{{#>`, each once; computed ones are not among them. */
  readonly partials: readonly string[];
  readonly deprecated: boolean;
  readonly replacedBy: string | undefined;
}

const PARTIAL = /\{\{~?#?>\s*(?:"([^"]*)"|'([^']*)'|([^\s{}()~|=]+))/g;
const SCALAR = `(?:"([^"\\n]*)"|'([^'\\n]*)'|([^\\s"'#,}][^\\n#,}]*))`;
const NAME = new RegExp(`^name[ \\t]*:[ \\t]*${SCALAR}`, 'm');
const REPLACED_BY = new RegExp(`\\breplacedBy["']?[ \\t]*:[ \\t]*${SCALAR}`);
const DEPRECATED = /\bstability["']?[ \t]*:[ \t]*["']?deprecated\b/;

const NOTHING: PromptSummary = { name: undefined, partials: [], deprecated: false, replacedBy: undefined };

export function summaryOf(text: string): PromptSummary {
  const region = frontmatterRegion(text);
  const partials = text.includes('{{') ? partialsIn(text) : [];
  if (!region) return partials.length > 0 ? { ...NOTHING, partials } : NOTHING;
  const frontmatter = text.slice(region.start, region.end);
  return {
    name: scalarIn(NAME, frontmatter),
    partials,
    deprecated: DEPRECATED.test(frontmatter),
    replacedBy: scalarIn(REPLACED_BY, frontmatter),
  };
}

function partialsIn(text: string): readonly string[] {
  const names = new Set<string>();
  for (const [, double, single, plain] of text.matchAll(PARTIAL)) names.add(double ?? single ?? plain ?? '');
  return [...names].map(detached);
}

function scalarIn(pattern: RegExp, text: string): string | undefined {
  const [, double, single, plain] = pattern.exec(text) ?? [];
  const value = double ?? single ?? plain?.trim();
  return value === undefined ? undefined : detached(value);
}

/** A copy: engines keep the whole text alive for a piece that was cut out of it. */
function detached(piece: string): string {
  return JSON.parse(JSON.stringify(piece)) as string;
}
