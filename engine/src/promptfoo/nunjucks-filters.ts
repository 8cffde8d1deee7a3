/**
 * Filters of Nunjucks as helpers of a template, by the filter's name: the value first, then the arguments. What they give is what Nunjucks 3
 * gives (mozilla.github.io/nunjucks/templating.html, "Builtin Filters"), for values of the kinds that it takes.
 */
const FILTERS: Readonly<Record<string, (value: unknown, ...args: readonly unknown[]) => unknown>> = {
  upper: (value) => text(value).toUpperCase(),
  lower: (value) => text(value).toLowerCase(),
  trim: (value) => text(value).trim(),
  capitalize: (value) => capital(text(value).toLowerCase()),
  title: (value) =>
    text(value)
      .split(' ')
      .map((word) => capital(word.toLowerCase()))
      .join(' '),
  length: lengthOf,
  default: fallback,
  d: fallback,
  join: (value, between = '', key) =>
    list(value)
      .map((item) => (key === undefined ? item : member(item, text(key))))
      .join(text(between)),
  first: (value) => list(value)[0],
  last: (value) => list(value).at(-1),
  replace: (value, old = '', now = '') =>
    // An empty text stands between all characters there, and is replaced here nowhere.
    text(old) === '' ? text(value) : text(value).split(text(old)).join(text(now)),
  string: text,
  int: (value, otherwise) => finite(Number.parseInt(text(value), 10), otherwise),
  float: (value, otherwise) => finite(Number.parseFloat(text(value)), otherwise),
};

export const NUNJUCKS_FILTERS: readonly string[] = Object.keys(FILTERS);

/** No variable of Nunjucks can be called so. */
export const filterHelper = (filter: string): string => `nunjucks-${filter}`;

/** For `RenderOptions.helpers`. Handlebars gives a helper its own options behind the arguments. */
export const nunjucksHelpers: Readonly<Record<string, (...args: unknown[]) => unknown>> = Object.fromEntries(
  Object.entries(FILTERS).map(([name, filter]) => [
    filterHelper(name),
    (value: unknown, ...args: readonly unknown[]) => filter(value, ...args.slice(0, -1)),
  ]),
);

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(',');
  if (typeof value === 'object' && value !== null) return '[object Object]';
  return value === undefined || value === null || value === false ? '' : `${value as string | number | true}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** With a third value everything that is empty has a fallback, and not only what is not there. */
function fallback(value: unknown, otherwise: unknown = '', forEmpty?: unknown): unknown {
  return (forEmpty ? !value : value === undefined) ? otherwise : value;
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? [...value] : [];
}

function member(item: unknown, key: string): unknown {
  return typeof item === 'object' && item !== null && Object.hasOwn(item, key)
    ? (item as Record<string, unknown>)[key]
    : undefined;
}

function finite(number: number, otherwise: unknown): unknown {
  return Number.isNaN(number) ? otherwise : number;
}
