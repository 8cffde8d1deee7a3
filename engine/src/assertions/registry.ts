import type { AssertionShape } from '@prompthub/core';
import type { Assertion } from './assertion';
import { bleu } from './bleu';
import { chrf } from './chrf';
import { contains } from './contains';
import { containsAll } from './contains-all';
import { containsAny } from './contains-any';
import { containsHtml } from './contains-html';
import { containsJson } from './contains-json';
import { containsSql } from './contains-sql';
import { containsXml } from './contains-xml';
import { cost } from './cost';
import { equals } from './equals';
import { finishReason } from './finish-reason';
import { gleu } from './gleu';
import { guardrails } from './guardrails';
import { COMPARING_SHAPES, GRADED } from './graded/registry';
import { icontains } from './icontains';
import { icontainsAll } from './icontains-all';
import { icontainsAny } from './icontains-any';
import { isHtml } from './is-html';
import { isJson } from './is-json';
import { isRefusal } from './is-refusal';
import { isSql } from './is-sql';
import { isValidFunctionCall } from './is-valid-function-call';
import { isValidOpenaiFunctionCall } from './is-valid-openai-function-call';
import { isValidOpenaiToolsCall } from './is-valid-openai-tools-call';
import { isXml } from './is-xml';
import { javascript } from './javascript';
import { jsonDistance } from './json-distance';
import { latency } from './latency';
import { levenshtein } from './levenshtein';
import { meteor } from './meteor';
import { perplexity } from './perplexity';
import { perplexityScore } from './perplexity-score';
import { python } from './programs/python';
import { ruby } from './programs/ruby';
import { regex } from './regex';
import { rougeL } from './rouge-l';
import { rougeN } from './rouge-n';
import { skillUsed } from './skill-used';
import { startsWith } from './starts-with';
import { toolCallF1 } from './tool-call-f1';
import { traceErrorSpans } from './trace-error-spans';
import { traceSpanCount } from './trace-span-count';
import { traceSpanDuration } from './trace-span-duration';
import { trajectoryStepCount } from './trajectory-step-count';
import { trajectoryToolArgsMatch } from './trajectory-tool-args-match';
import { trajectoryToolSequence } from './trajectory-tool-sequence';
import { trajectoryToolUsed } from './trajectory-tool-used';
import { webhook } from './webhook';
import { wordCount } from './word-count';

/** Those that look at nothing but what they are given, so that they can be judged in another process. */
export const DECIDED_ALONE: readonly Assertion[] = [
  equals,
  contains,
  icontains,
  containsAll,
  containsAny,
  icontainsAll,
  icontainsAny,
  regex,
  startsWith,
  isJson,
  containsJson,
  levenshtein,
  bleu,
  gleu,
  meteor,
  rougeN,
  rougeL,
  chrf,
  jsonDistance,
  wordCount,
  isRefusal,
  isXml,
  containsXml,
  isHtml,
  containsHtml,
  isSql,
  containsSql,
  toolCallF1,
  isValidFunctionCall,
  isValidOpenaiFunctionCall,
  isValidOpenaiToolsCall,
  trajectoryToolUsed,
  trajectoryToolSequence,
  trajectoryToolArgsMatch,
  trajectoryStepCount,
  skillUsed,
  traceSpanCount,
  traceSpanDuration,
  traceErrorSpans,
  finishReason,
  guardrails,
  latency,
  cost,
  perplexity,
  perplexityScore,
];

/** Every assertion there is. To add one: a file, its test pair, and a line here or above. */
export const ASSERTIONS: readonly Assertion[] = [
  ...DECIDED_ALONE,
  javascript,
  python,
  ruby,
  webhook,
  ...GRADED,
];

/** Groups other assertions, so it is judged where they are (`judge.ts`). */
export const ASSERT_SET = 'assert-set';

/** Names for completion and checks, without `not-`. */
export const ASSERTION_TYPES: readonly string[] = [
  ...ASSERTIONS.map(({ type }) => type),
  ...Object.keys(COMPARING_SHAPES),
  ASSERT_SET,
];

/** What each of them compares with, for completion and checks. */
export const ASSERTION_SHAPES: Readonly<Record<string, AssertionShape>> = {
  ...Object.fromEntries(ASSERTIONS.map(({ type, shape }) => [type, shape])),
  ...COMPARING_SHAPES,
  [ASSERT_SET]: {
    value: 'set',
    summary: 'Several assertions that count together; `threshold` is the least mean score.',
  },
};
