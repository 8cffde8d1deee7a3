import type { Diagnostic, Fix } from './diagnostic';
import { analyze } from './model/analyze';
import type { CheckOptions } from './options';
import { parse, unparsed } from './parse';
import { rules } from './rules/index';
import { PartialForest } from './rules/partial-forest';
import type { Rule, RuleContext, RuleMeta, RuleVisitor } from './rules/rule';
import { chosenSeverity } from './rules/severities';
import { suppressionsOf } from './rules/suppressions';
import { unusedFinding, unusedSuppression } from './rules/unused-suppression';
import type { TemplateNode } from './syntax/ast';
import type { Range } from './syntax/positions';
import { unreadable } from './syntax/source-text';
import type { PromptTree } from './syntax/tree';
import { visit } from './syntax/visit';

export interface CheckResult {
  readonly tree: PromptTree;
  /** By place, then by code. */
  readonly diagnostics: readonly Diagnostic[];
}

/** More of one kind than this help nobody. */
const MAX_DIAGNOSTICS = 1000;

/** What can be said of a file in another prompt language. */
const FOR_ALL_DIALECTS: readonly string[] = ['foreign-dialect', 'invalid-encoding'];

/**
 * Finds what is wrong with a prompt. Takes a source or, so that nothing is parsed twice, a ready tree. Never throws. A
 * file in another prompt language gets one diagnostic, `foreign-dialect` (and one when its encoding is broken); a text
 * that is too long, or no text, gets one, too.
 */
export function check(source: string | PromptTree, options: CheckOptions = {}): CheckResult {
  const refusal = unreadable(typeof source === 'string' ? source : source.source);
  const tree = typeof source !== 'string' ? source : refusal ? unparsed(source) : parse(source);
  const found: Diagnostic[] = [];
  const context = contextOf(tree, options);
  const only = refusal ? [refusal.code] : tree.dialect === 'dotprompt' ? undefined : FOR_ALL_DIALECTS;
  const active = rules.filter(({ meta }) => only?.includes(meta.code) ?? true);
  const visitors = active.flatMap((rule) => visitorOf(rule, { context, options, found }) ?? []);
  for (const visitor of visitors) visitor.file?.();
  traverse(tree, visitors);
  const diagnostics = unsilenced(
    { context, options, found: withoutEchoes(found, tree) },
    only === undefined,
  ).sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end || compare(a.code, b.code));
  return { tree, diagnostics };
}

/**
 * A tag that cannot be read to its end is misread as a whole: what the other rules say of its words would vanish with the
 * mistake.
 */
function withoutEchoes(found: readonly Diagnostic[], { source, problems }: PromptTree): Diagnostic[] {
  const broken = problems
    .filter(({ code, range }) => code === 'template-syntax' && !source.startsWith('{{', range.start))
    .map(({ range: { start, end } }) => ({ start: source.lastIndexOf('{{', start), end }));
  if (broken.length === 0) return [...found];
  const isEcho = ({ start }: Range): boolean => broken.some((tag) => tag.start <= start && start <= tag.end);
  return found.filter(({ code, range }) => code === 'template-syntax' || !isEcho(range));
}

/** What no comment silences; in a text that all rules could read also what comments silence in vain. */
function unsilenced({ context, options, found }: Run, isWhole: boolean): Diagnostic[] {
  const { tree } = context;
  const suppressions = suppressionsOf(tree);
  const silenced = new Set(
    found.filter(({ range, code }) => suppressions.silences(tree.lines.positionAt(range.start).line, code)),
  );
  const rest: Diagnostic[] = found.filter((diagnostic) => !silenced.has(diagnostic));
  if (!isWhole || !context.isReliable || suppressions.all.length === 0) return rest;
  const judges = (code: string | undefined): boolean =>
    code === undefined || rules.some(({ meta }) => meta.code === code && looks(meta, { tree, options }));
  const report = reporterOf(unusedSuppression.meta, { context, options, found: rest });
  for (const each of suppressions.all) {
    const finding = unusedFinding(each, { source: tree.source, codes, judges });
    if (finding) report?.(finding);
  }
  return rest;
}

/** Whether a rule was told what it needs, and has not been turned off. */
function looks(
  { needs = [], ...meta }: RuleMeta,
  { tree, options }: { tree: PromptTree; options: CheckOptions },
): boolean {
  return chosenSeverity(meta, tree, options) !== 'off' && needs.every((key) => options[key] !== undefined);
}

const codes = rules.map(({ meta }) => meta.code);

type SharedContext = Omit<RuleContext, 'report'>;

function contextOf(tree: PromptTree, options: CheckOptions): SharedContext {
  const partials = new PartialForest(options.partials);
  const analysis = analyze(tree, { partials, ...(options.helpers && { helpers: options.helpers }) });
  return {
    tree,
    options,
    codes,
    analysis,
    partials,
    isReliable: tree.problems.length === 0,
    isFrontmatterReliable: tree.problems.every(({ code }) => code === 'template-syntax'),
    text: ({ start, end }) => tree.source.slice(start, end),
  };
}

interface Run {
  readonly context: SharedContext;
  readonly options: CheckOptions;
  readonly found: Diagnostic[];
}

function visitorOf({ meta, create }: Rule, run: Run): RuleVisitor | undefined {
  const report = reporterOf(meta, run);
  return report && create({ ...run.context, report });
}

/** Takes what a rule finds; undefined when nobody wants to know. */
function reporterOf(meta: RuleMeta, { context, options, found }: Run): RuleContext['report'] | undefined {
  const chosen = chosenSeverity(meta, context.tree, options);
  if (chosen === 'off') return undefined;
  let count = 0;
  return (finding) => {
    if (++count > MAX_DIAGNOSTICS) return;
    const {
      range,
      message,
      fixes = [],
      tags,
      related,
      severity,
    } = typeof finding === 'function' ? finding() : finding;
    found.push({
      code: meta.code,
      severity: chosen ?? severity ?? meta.severity,
      message,
      range,
      fixes: fixes.filter((fix): fix is Fix => fix !== undefined),
      ...(tags && { tags }),
      ...(related && { related }),
    });
  };
}

/** One walk over the template for all rules. */
function traverse({ template }: PromptTree, visitors: readonly RuleVisitor[]): void {
  type Handler = (node: TemplateNode, parents: readonly TemplateNode[]) => void;
  const handlers = new Map<string, Handler[]>();
  for (const visitor of visitors) {
    for (const [type, handler] of Object.entries(visitor)) {
      if (type === 'file') continue;
      handlers.set(type, [...(handlers.get(type) ?? []), handler as Handler]);
    }
  }
  visit(template, (node, parents) => {
    for (const handler of handlers.get(node.type) ?? []) handler(node, parents);
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
