import { jinjaToHandlebars } from '../interchange/jinja-to-handlebars';
import { Reporter } from '../interchange/reporter';
import type { Section } from './check-section';

/** A template of Nunjucks as one of ours; what it says that ours cannot is a problem, for nothing of it may be lost. */
export function translated(text: string, { path, problems }: Section): string {
  const report = new Reporter('promptfoo');
  const { template } = jinjaToHandlebars(text, { field: 'template', report });
  for (const { note } of report.lines) problems.add(path, note);
  return template;
}

const VARIABLE = /\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}/g;

/**
 * Fills values that refer to other values (`{{name}}` inside of `vars`), as promptfoo does before it renders. A value that refers to
 * itself stays as it is.
 */
export function resolvedVars(
  vars: Readonly<Record<string, unknown>>,
  section: Section,
): Record<string, unknown> {
  const resolve = (value: unknown, name: string, around: readonly string[]): unknown => {
    if (typeof value !== 'string' || !/\{\{|\{%/.test(value)) return value;
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
        'Only names like {{topic}} are filled into values; loops, conditions and filters are not supported here.',
      );
    return filled;
  };
  return Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [name, withoutBreak(resolve(value, name, [name]))]),
  );
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
