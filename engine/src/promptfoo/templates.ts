import { jinjaToHandlebars, type UnknownTag } from '../interchange/jinja-to-handlebars';
import { Reporter } from '../interchange/reporter';
import type { Section } from './check-section';
import { filterHelper, NUNJUCKS_FILTERS } from './nunjucks-filters';

/**
 * A template of Nunjucks as one of ours, to be rendered with `nunjucksHelpers`; what it says that ours cannot is a problem, for nothing of it
 * may be lost.
 * @param file in which it stands, where that is another than the configuration
 */
export function translated(text: string, { path, problems }: Section, file?: string): string {
  const report = new Reporter('promptfoo');
  const { template } = jinjaToHandlebars(text, {
    field: 'template',
    report,
    helperOf: (filter) => (NUNJUCKS_FILTERS.includes(filter) ? filterHelper(filter) : undefined),
    onUnknown: (tag) => problems.add(path, notRun(tag, file)),
  });
  for (const { note } of report.lines) problems.add(path, note);
  return template;
}

function notRun({ written, line, filter }: UnknownTag, file: string | undefined): string {
  const where =
    file === undefined ? (line > 1 ? `In line ${line} of its text ` : '') : `In ${file}, line ${line}, `;
  const why =
    filter === undefined
      ? 'is not run here. Let a variable of the tests hold what it makes'
      : NUNJUCKS_FILTERS.includes(filter)
        ? 'is not run here: arguments of filters are names and plain values'
        : `is not run here: there is no filter “${filter}” (but ${NUNJUCKS_FILTERS.join(', ')}, safe, dump). Let a variable of the tests hold what it makes`;
  return `${where}“${written}” ${why}.`;
}

/** Values that refer to values may grow without end; a set of them may have so many characters. */
const MAX_FILLED = 4_000_000;

const VARIABLE = /\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}/g;

/**
 * Fills values that refer to other values (`{{name}}` inside of `vars`), as promptfoo does before it renders. A value that refers to
 * itself stays as it is.
 */
export function resolvedVars(
  vars: Readonly<Record<string, unknown>>,
  section: Section,
): Record<string, unknown> {
  let left = MAX_FILLED;
  const resolve = (value: unknown, name: string, around: readonly string[]): unknown => {
    if (typeof value !== 'string') return value;
    left -= value.length;
    if (left < 0 || !/\{\{|\{%/.test(value)) return value;
    const filled = value.replace(VARIABLE, (written, path: string) => {
      const [first = '', ...rest] = path.split('.');
      if (around.includes(first)) return written;
      if (!Object.hasOwn(vars, first)) return '';
      const found = rest.reduce(part, resolve(vars[first], first, [...around, first]));
      return shown(found);
    });
    if (/\{%|\{\{(?!\s*[\w.-]+\s*\}\})/.test(filled))
      section.problems.add(
        [...section.path, name],
        'Only names like {{topic}} are filled into values; loops, conditions and filters are not run there. Write them in the prompt.',
      );
    return filled;
  };
  const filled = Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [name, withoutBreak(resolve(value, name, [name]))]),
  );
  if (left >= 0) return filled;
  section.problems.add(
    section.path,
    `Its values, which refer to each other, have more than ${MAX_FILLED} characters.`,
  );
  return {};
}

function part(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** The line break that ends a file or a block of YAML is no part of the value. */
function withoutBreak(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\n$/, '') : value;
}

/** A value as Nunjucks writes it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(',');
  if (typeof value === 'object' && value !== null) return '[object Object]';
  return typeof value === 'string'
    ? value
    : value === undefined || value === null
      ? ''
      : JSON.stringify(value);
}
