import { compareTexts as compare } from '@prompthub/core';
import { compareTextsParams, type TextComparison } from '@prompthub/protocol';

/** `prompthub/compareTexts`: how two answers differ. */
export function compareTexts(raw: unknown): TextComparison {
  const { before, after, by } = compareTextsParams.parse(raw);
  return { pieces: compare(before, after, by) };
}
