import type { AssertionSpec } from '../runner/test-case';

/** `{{name}}` or `{{user.name}}`: all of the templating that values have. */
const PLACEHOLDER = /\{\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}\}/g;

/** Fills the test's variables into an assertion's texts. Code stays as it is; unknown names stay as written. */
export function fillValue(spec: AssertionSpec, vars: Readonly<Record<string, unknown>>): AssertionSpec {
  if (/javascript$/.test(spec.type) || spec.value === undefined) return spec;
  return { ...spec, value: fill(spec.value, vars) };
}

function fill(value: unknown, vars: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, vars));
  return typeof value === 'string' ? fillText(value, vars) : value;
}

/** Fills `{{name}}` in one text; unknown names stay as written. */
export function fillText(text: string, vars: Readonly<Record<string, unknown>>): string {
  return text.replace(PLACEHOLDER, (written, path: string) => {
    const found = lookUp(vars, path.split('.'));
    if (found === undefined) return written;
    return typeof found === 'string' ? found : JSON.stringify(found);
  });
}

function lookUp(vars: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    vars,
  );
}
