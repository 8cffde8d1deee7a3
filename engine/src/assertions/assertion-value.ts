import type { AssertionSpec } from '../runner/test-case';
import { AssertionError } from './assertion';

/** The value as one text: what most assertions compare with. */
export function textValue({ type, value }: AssertionSpec): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new AssertionError(`The assertion "${type}" needs a text as its value.`);
}

/** The value as a list of texts: a YAML list, or one text with commas (quotes protect a comma). */
export function listValue({ type, value }: AssertionSpec): string[] {
  const items = typeof value === 'string' ? splitList(value) : Array.isArray(value) ? value.map(String) : [];
  if (items.length === 0)
    throw new AssertionError(`The assertion "${type}" needs a list of texts as its value.`);
  return items;
}

/** A number that the assertion cannot do without. */
export function requiredThreshold({ type, threshold, value }: AssertionSpec): number {
  const limit = threshold ?? value;
  if (typeof limit === 'number' && Number.isFinite(limit)) return limit;
  throw new AssertionError(`The assertion "${type}" needs a number as its threshold.`);
}

/** Texts in messages are quoted and cut. */
export function quote(text: string, length = 200): string {
  return JSON.stringify(text.length > length ? `${text.slice(0, length)}…` : text);
}

function splitList(text: string): string[] {
  return [...text.matchAll(/\s*(?:"([^"]*)"|([^,]+))\s*(?:,|$)/g)]
    .map(([, quoted, plain]) => quoted ?? plain?.trim() ?? '')
    .filter((item) => item !== '');
}
