import type { Fix, RelatedInformation, Severity } from '../diagnostic';
import type { Analysis } from '../model/analyze';
import type { CheckOptions } from '../options';
import type { TemplateNode } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import type { PartialForest } from './partial-forest';

/** A diagnostic code: what it is about, and the visitor that finds it. */
export interface Rule {
  readonly meta: RuleMeta;
  readonly create: (context: RuleContext) => RuleVisitor;
}

export interface RuleMeta {
  /** Stable: people write it in `prompthub.lint`. */
  readonly code: string;
  /** What it has when neither the file nor the settings say otherwise. */
  readonly severity: Severity;
  /** Silent until the file or the settings give it a severity: a matter of taste, or of what only people know. */
  readonly optIn?: true;
  /** One sentence that says what is wrong. */
  readonly summary: string;
  /** Why it matters and what to do, in Markdown, for the reference. */
  readonly docs: string;
  /** A prompt that has the problem, and what it should be, for the reference. */
  readonly bad?: string;
  readonly good?: string;
  /** What the rule must be told; without it the rule stays silent. */
  readonly needs?: readonly (keyof CheckOptions)[];
}

/** Called for each node of that type, parents first, in one traversal for all rules. */
export type RuleVisitor = {
  [Type in TemplateNode['type']]?: (
    node: Extract<TemplateNode, { type: Type }>,
    parents: readonly TemplateNode[],
  ) => void;
} & {
  /** Called once, before the traversal. */
  readonly file?: () => void;
};

export interface RuleContext {
  readonly tree: PromptTree;
  readonly options: CheckOptions;
  /** The codes of all rules. */
  readonly codes: readonly string[];
  readonly analysis: Analysis;
  /** Trees of the partials that are known; parsed when first asked for. */
  readonly partials: PartialForest;
  /** False while frontmatter or template is broken: what seems missing may only be unreadable then. */
  readonly isReliable: boolean;
  /** False while the frontmatter alone is. */
  readonly isFrontmatterReliable: boolean;
  /** The source under a range. */
  readonly text: (range: Range) => string;
  /** A function is asked only while there is room for more: where making the finding costs something, pass one. */
  readonly report: (finding: Finding | (() => Finding)) => void;
}

export interface Finding {
  readonly range: Range;
  readonly message: string;
  readonly fixes?: readonly (Fix | undefined)[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  readonly related?: readonly RelatedInformation[];
  /** Where a finding is less or more serious than its rule usually is. */
  readonly severity?: Severity;
}
