import { ambiguousVariant } from './ambiguous-variant';
import { assertionValue } from './assertion-value';
import { binaryFile } from './binary-file';
import { blockRole } from './block-role';
import { deprecatedPartial } from './deprecated-partial';
import { droppedKey } from './dropped-key';
import { duplicateKey } from './duplicate-key';
import { fileTooLarge } from './file-too-large';
import { foreignDialect } from './foreign-dialect';
import { frontmatterBom } from './frontmatter-bom';
import { frontmatterEmpty } from './frontmatter-empty';
import { frontmatterNoNewline } from './frontmatter-no-newline';
import { frontmatterNotAMap } from './frontmatter-not-a-map';
import { frontmatterNotFirst } from './frontmatter-not-first';
import { frontmatterUnclosed } from './frontmatter-unclosed';
import { helperArguments } from './helper-arguments';
import { helperShadowsInput } from './helper-shadows-input';
import { ignoredDefault } from './ignored-default';
import { inputInSystem } from './input-in-system';
import { invalidEncoding } from './invalid-encoding';
import { invalidPicoschema } from './invalid-picoschema';
import { invalidSetting } from './invalid-setting';
import { invalidTest } from './invalid-test';
import { invalidValue } from './invalid-value';
import { markerInValue } from './marker-in-value';
import { missingInput } from './missing-input';
import { missingPartial } from './missing-partial';
import { missingSchema } from './missing-schema';
import { missingTool } from './missing-tool';
import { outputFormat } from './output-format';
import { partialCycle } from './partial-cycle';
import { partialFrontmatter } from './partial-frontmatter';
import { templateSyntax } from './template-syntax';
import { templateTooDeep } from './template-too-deep';
import { templateTooLarge } from './template-too-large';
import { textAfterHistory } from './text-after-history';
import { tokenBudget } from './token-budget';
import { typeMismatch } from './type-mismatch';
import { undefinedVariable } from './undefined-variable';
import { unknownAssertion } from './unknown-assertion';
import { unknownHelper } from './unknown-helper';
import { unknownInput } from './unknown-input';
import { unknownKey } from './unknown-key';
import { unknownProperty } from './unknown-property';
import { unknownRole } from './unknown-role';
import { unusedInput } from './unused-input';
import { unusedSuppression } from './unused-suppression';
import { yamlSyntax } from './yaml-syntax';
import type { Rule } from './rule';

/** Every diagnostic that PromptHub knows, by code. */
export const rules: readonly Rule[] = [
  ambiguousVariant,
  assertionValue,
  binaryFile,
  blockRole,
  deprecatedPartial,
  droppedKey,
  duplicateKey,
  fileTooLarge,
  foreignDialect,
  frontmatterBom,
  frontmatterEmpty,
  frontmatterNoNewline,
  frontmatterNotAMap,
  frontmatterNotFirst,
  frontmatterUnclosed,
  helperArguments,
  helperShadowsInput,
  ignoredDefault,
  inputInSystem,
  invalidEncoding,
  invalidPicoschema,
  invalidSetting,
  invalidTest,
  invalidValue,
  markerInValue,
  missingInput,
  missingPartial,
  missingSchema,
  missingTool,
  outputFormat,
  partialCycle,
  partialFrontmatter,
  templateSyntax,
  templateTooDeep,
  templateTooLarge,
  textAfterHistory,
  tokenBudget,
  typeMismatch,
  undefinedVariable,
  unknownAssertion,
  unknownHelper,
  unknownInput,
  unknownKey,
  unknownProperty,
  unknownRole,
  unusedInput,
  unusedSuppression,
  yamlSyntax,
];
