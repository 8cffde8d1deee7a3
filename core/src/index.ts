/**
 * The public face of the language. What stands here is what others may rely on:
 *
 *   parse(source) → PromptTree                       never throws
 *   check(source | tree, options) → { tree, diagnostics }   never throws
 *   render(source, data, options) → Promise<RenderedPrompt>  rejects with RenderError
 *   evaluate(tree, data, options) → Promise<{ messages, expressions }>
 *   format(source) → string
 */
export { LineMap } from './syntax/positions';
export type { Position, Range } from './syntax/positions';
export type * from './syntax/ast';
export type { Dialect, Frontmatter, FrontmatterEntry, PromptTree, SyntaxProblem } from './syntax/tree';
export { parse } from './parse';
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
export type { Diagnostic, Fix, RelatedInformation, Severity, TextEdit } from './diagnostic';
export type {
  CheckOptions,
  JsonSchema,
  JsonValue,
  ModelInfo,
  RenderOptions,
  Resolver,
  ToolDefinition,
} from './options';
export { RenderError } from './render/rendered-prompt';
export type * from './render/rendered-prompt';
