import type { z } from 'zod';
import type { AssertionSpec } from '../runner/test-case';
import { AssertionError } from './assertion';

/** The value as one text: what most assertions compare with. */
export function textValue({ type, value }: AssertionSpec): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new AssertionError(`The assertion "${type}" needs a text as its value.`);
}

/** As `textValue`; every output contains the empty text, so that a test with it could not fail. */
export function someTextValue(spec: AssertionSpec): string {
  const text = textValue(spec);
  if (text === '') throw new AssertionError(`The assertion "${spec.type}" needs a text that is not empty.`);
  return text;
}

/** The value as a list of texts: a YAML list, or one text with commas. Quotes protect a comma; a doubled or escaped one is a quote. */
export function listValue({ type, value }: AssertionSpec): string[] {
  const items = typeof value === 'string' ? splitList(value) : Array.isArray(value) ? value.map(String) : [];
  if (!items)
    throw new AssertionError(`The value of "${type}" has a quote that does not end before a comma.`);
  if (items.length === 0)
    throw new AssertionError(`The assertion "${type}" needs a list of texts as its value.`);
  return items;
}

/** The value as texts to compare with: one, or a list of them. Commas do not divide it. */
export function referenceTexts(spec: AssertionSpec): string[] {
  const values: readonly unknown[] = Array.isArray(spec.value) ? spec.value : [spec.value];
  if (values.length === 0)
    throw new AssertionError(`The assertion "${spec.type}" needs a text, or a list of texts, as its value.`);
  return values.map((value) => someTextValue({ ...spec, value }));
}

/** A number that the assertion cannot do without. */
export function requiredThreshold({ type, threshold, value }: AssertionSpec): number {
  const limit = threshold ?? value;
  if (typeof limit === 'number' && Number.isFinite(limit)) return limit;
  throw new AssertionError(`The assertion "${type}" needs a number as its threshold.`);
}

/** The value as a schema wants it. @param wanted says in words what that is */
export function parsedValue<T>(spec: AssertionSpec, schema: z.ZodType<T>, wanted: string): T {
  const { data, success } = schema.safeParse(spec.value);
  if (!success) throw new AssertionError(`The assertion "${spec.type}" needs ${wanted} as its value.`);
  return data;
}

/** Texts in messages are quoted and cut. */
export function quote(text: string, length = 200): string {
  return JSON.stringify(text.length > length ? `${text.slice(0, length)}…` : text);
}

const SEPARATORS = /[\s,]*/y;
const ITEM = /(?:"((?:\\["\\]|""|[^"])*)"\s*|([^",][^,]*))(?:,|$)/y;

/** Undefined when a quote is not closed, or something follows it. */
function splitList(text: string): string[] | undefined {
  const items: string[] = [];
  for (let at = after(SEPARATORS, text, 0); at < text.length; at = after(SEPARATORS, text, ITEM.lastIndex)) {
    ITEM.lastIndex = at;
    const found = ITEM.exec(text);
    if (!found) return undefined;
    const [, quoted, plain = ''] = found;
    items.push(
      quoted === undefined
        ? plain.trim()
        : quoted.replace(/\\(["\\])|""/g, (_, escaped?: string) => escaped ?? '"'),
    );
  }
  return items;
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.exec(text);
  return pattern.lastIndex;
}
