/**
 * The public face of the language. What stands here is what others may rely on:
 *
 *   parse(source, earlier?) → PromptTree             never throws
 *   check(source | tree, options) → { tree, diagnostics }   never throws
 *   checkTests(source, options) → diagnostics               never throws; for `name.tests.yaml`
 *   render(source, data, options) → Promise<RenderedPrompt>  rejects with RenderError
 *   renderWithSourceMap(source, data, options) → Promise<{ prompt, map }>  the same, and what printed each character
 *   evaluate(tree, data, options) → Promise<{ messages, expressions }>
 *   branchesOf(tree, options) → Promise<Branch[]>           what a rendering can take; `onBranch` tells what it took
 *   format(source) → string
 *   formatEdits(source, range?) → TextEdit[]
 *   diffPrompts(before, after) → PromptChange[]             never throws
 *   compareTexts(before, after, by) → TextPiece[]           never throws
 *   mergePrompts(base, ours, theirs) → { text, conflicts }  never throws
 */
export { LineMap } from './syntax/positions';
export type { Position, Range } from './syntax/positions';
export type * from './syntax/ast';
export type { Dialect, Frontmatter, FrontmatterEntry, PromptTree, SyntaxProblem } from './syntax/tree';
export { parse, parseBody } from './parse';
export { parseTemplate } from './syntax/template';
export { childrenOf, nodeAt, visit } from './syntax/visit';
export type { Visitor } from './syntax/visit';
export { parseFrontmatter } from './syntax/frontmatter';
export type { FrontmatterResult } from './syntax/frontmatter';
export { parseYaml } from './syntax/yaml';
export type { YamlText } from './syntax/yaml';
export { picoschemaToJsonSchema } from './syntax/picoschema';
export type {
  PicoschemaFix,
  PicoschemaOptions,
  PicoschemaProblem,
  PicoschemaResult,
  SchemaPath,
} from './syntax/picoschema';
export { detectDialect } from './syntax/dialect';
export { check } from './check';
export type { CheckResult } from './check';
export { checkTests } from './check-tests';
export { decodeSource, MAX_SOURCE_BYTES, MAX_SOURCE_LENGTH, unreadable } from './syntax/source-text';
export type { DecodedSource, Unreadable } from './syntax/source-text';
export {
  isPartial,
  isPrompt,
  isIgnored,
  isTestsFile,
  promptOfTests,
  partialNameOf,
} from './model/file-names';
export { visiblePartials } from './model/visible-partials';
export { rules } from './rules/index';
export { silences } from './rules/silence';
export { diagnosticsReference } from './rules/reference';
export type { Rule, RuleMeta } from './rules/rule';
export { GENKIT_KEYS, RESERVED_KEYS } from './rules/dropped-key';
export { analyze } from './model/analyze';
export type { Analysis, AnalyzeOptions, PartialTrees, Reference } from './model/analyze';
export { scopeAt } from './model/scope-at';
export type { ScopeAt, VisibleName } from './model/scope-at';
export type { InputSchema, InputVariable, Variable } from './model/input-schema';
export type { Resolution } from './model/resolve';
export { memberOf, describeType, propertiesOf, typeNames, typeOfValue } from './model/schema-types';
export type { Member, Type } from './model/schema-types';
export { violationsOf } from './model/schema-violations';
export type { Violation } from './model/schema-violations';
export { resolvePath } from './model/resolve';
export { partialGraph, partialReferences } from './model/partial-graph';
export type { PartialGraph, PartialReference } from './model/partial-graph';
export { BUILTIN_HELPERS, builtinHelper, ROLES } from './model/helpers';
export type { HelperInfo } from './model/helpers';
export { declaredNames } from './model/declared-names';
export { inputProperties, nameIn } from './model/input-properties';
export type { InputProperty } from './model/input-properties';
export { mergePrompts, mergeTexts } from './merge/merge-prompts';
export type { ConflictSide, MergeConflict, MergeOptions, MergeResult } from './merge/merge-prompts';
export type { ConflictPlace } from './merge/sides';
export { diffPrompts } from './diff/diff-prompts';
export type { PromptChange, PromptChangeKind, TextHunk } from './diff/prompt-change';
export { compareTexts } from './diff/compare-texts';
export type { TextPiece } from './diff/compare-texts';
export { unifiedDiff } from './diff/unified-diff';
export type { UnifiedDiffOptions } from './diff/unified-diff';
export type { Diagnostic, Fix, RelatedInformation, Severity, TextEdit } from './diagnostic';
export type {
  AssertionShape,
  CheckOptions,
  JsonSchema,
  JsonValue,
  ModelInfo,
  ModelSetting,
  RenderOptions,
  Resolver,
  TestProblem,
  TestProblems,
  ToolDefinition,
} from './options';
export { compile } from './render/compile';
export type { CompiledPrompt } from './render/compile';
export { render } from './render/render';
export { renderWithSourceMap } from './render/source-map';
export type { MessageMap, Origin, Segment, SourceMap, SourcePlace } from './render/source-map';
export { evaluate } from './render/evaluate';
export type { Evaluation } from './render/evaluate';
export { branchesOf } from './branches/branches-of';
export type { Branch } from './branches/branches-of';
export { branchCoverage } from './branches/branch-coverage';
export type { BranchCoverage } from './branches/branch-coverage';
export { format } from './format/format';
export { formatEdits } from './format/format-edits';
export { extractPartial } from './refactor/extract-partial';
export { inlinePartial } from './refactor/inline-partial';
export { changeSchemaNotation } from './refactor/schema-notation';
export type { NotationChange } from './refactor/schema-notation';
export { repairAll } from './refactor/repair-all';
export { addTest } from './refactor/add-test';
export type { Refactoring } from './refactor/refactoring';
export { RenderError } from './render/rendered-prompt';
export type * from './render/rendered-prompt';
