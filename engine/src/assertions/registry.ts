import type { AssertionShape } from '@prompthub/core';
import type { Assertion } from './assertion';
import { bleu } from './bleu';
import { chrf } from './chrf';
import { contains } from './contains';
import { containsAll } from './contains-all';
import { containsAny } from './contains-any';
import { containsHtml } from './contains-html';
import { containsJson } from './contains-json';
import { containsXml } from './contains-xml';
import { cost } from './cost';
import { equals } from './equals';
import { finishReason } from './finish-reason';
import { gleu } from './gleu';
import { icontains } from './icontains';
import { icontainsAll } from './icontains-all';
import { icontainsAny } from './icontains-any';
import { isHtml } from './is-html';
import { isJson } from './is-json';
import { isRefusal } from './is-refusal';
import { isXml } from './is-xml';
import { javascript } from './javascript';
import { jsonDistance } from './json-distance';
import { latency } from './latency';
import { levenshtein } from './levenshtein';
import { meteor } from './meteor';
import { regex } from './regex';
import { rougeL } from './rouge-l';
import { rougeN } from './rouge-n';
import { startsWith } from './starts-with';
import { toolCallF1 } from './tool-call-f1';
import { wordCount } from './word-count';

/** Every assertion there is. To add one: a file, its test pair, and a line here. */
export const ASSERTIONS: readonly Assertion[] = [
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
  toolCallF1,
  finishReason,
  latency,
  cost,
  javascript,
];

/** Groups other assertions, so it is judged where they are (`judge.ts`). */
export const ASSERT_SET = 'assert-set';

/** Names for completion and checks, without `not-`. */
export const ASSERTION_TYPES: readonly string[] = [...ASSERTIONS.map(({ type }) => type), ASSERT_SET];

/** What each of them compares with, for completion and checks. */
export const ASSERTION_SHAPES: Readonly<Record<string, AssertionShape>> = {
  ...Object.fromEntries(ASSERTIONS.map(({ type, shape }) => [type, shape])),
  [ASSERT_SET]: {
    value: 'set',
    summary: 'Several assertions that count together; `threshold` is the least mean score.',
  },
};
