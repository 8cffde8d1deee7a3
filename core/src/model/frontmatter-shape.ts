/** What may stand at one place of the frontmatter, as far as Dotprompt or PromptHub read it. */
export type Shape =
  | { readonly is: 'anything' | 'text' | 'level' | 'map' }
  | { readonly is: 'number'; readonly whole?: boolean; readonly above: number }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly items: Shape }
  /** A map whose keys are all known. */
  | { readonly is: 'record'; readonly keys: Readonly<Record<string, Shape>> }
  /** A map from the codes of diagnostics. */
  | { readonly is: 'by-code'; readonly items: Shape };

const anything: Shape = { is: 'anything' };
const text: Shape = { is: 'text' };
const map: Shape = { is: 'map' };
const list = (items: Shape): Shape => ({ is: 'list', items });
const record = (keys: Readonly<Record<string, Shape>>): Shape => ({ is: 'record', keys });

/** Shapes of the keys at the top of the frontmatter (language.md, sections 1 and 4); others are nobody's business here. */
export const FRONTMATTER_SHAPES: Readonly<Record<string, Shape>> = {
  name: text,
  variant: text,
  description: text,
  model: text,
  config: map,
  input: record({ schema: anything, default: map }),
  output: record({ format: text, schema: anything }),
  tools: list(text),
  toolDefs: list(record({ name: text, description: text, inputSchema: anything, outputSchema: anything })),
  'prompthub.meta': record({
    owner: text,
    tags: list(text),
    stability: { is: 'choice', of: ['draft', 'stable', 'deprecated'] },
    replacedBy: text,
  }),
  'prompthub.requires': record({
    helpers: list(text),
    partials: list(text),
    schemas: list(text),
    tools: list(text),
  }),
  'prompthub.limits': record({
    maxInputTokens: { is: 'number', whole: true, above: 0 },
    maxCostUsd: { is: 'number', above: 0 },
    maxLatencyMs: { is: 'number', above: 0 },
  }),
  'prompthub.lint': { is: 'by-code', items: { is: 'level' } },
  'prompthub.tests': anything,
};

export const LINT_LEVELS = ['off', 'hint', 'info', 'warning', 'error'] as const;

type Path = readonly (string | number)[];

/** A place where the frontmatter has another shape. */
export type Misfit =
  | { readonly kind: 'key'; readonly path: Path; readonly known: readonly string[] }
  | { readonly kind: 'value'; readonly path: Path; readonly shape: Shape; readonly value: unknown };

/** Compares a value with its shape. What is empty (`model:`) is still being written, and fits. */
export function misfits(
  value: unknown,
  shape: Shape,
  { path, codes }: { path: Path; codes: readonly string[] },
): Misfit[] {
  if (value === null || value === undefined || shape.is === 'anything') return [];
  if (!isOf(value, shape)) return [{ kind: 'value', path, shape, value }];
  if (shape.is === 'list' && Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      misfits(item, shape.items, { path: [...path, index], codes }),
    );
  if (shape.is !== 'record' && shape.is !== 'by-code') return [];
  const known = shape.is === 'record' ? Object.keys(shape.keys) : codes;
  return Object.entries(value).flatMap(([key, inner]): Misfit[] => {
    const at = [...path, key];
    if (!known.includes(key)) return [{ kind: 'key', path: at, known }];
    const innerShape = shape.is === 'record' ? shape.keys[key] : shape.items;
    return innerShape ? misfits(inner, innerShape, { path: at, codes }) : [];
  });
}

function isOf(value: unknown, shape: Shape): boolean {
  switch (shape.is) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        value > shape.above &&
        (!shape.whole || Number.isInteger(value))
      );
    case 'choice':
      return shape.of.some((choice) => choice === value);
    case 'level':
      // YAML 1.1 readers, and people, take `off` for `false`.
      return value === false || LINT_LEVELS.some((level) => level === value);
    case 'list':
      return Array.isArray(value);
    default:
      return typeof value === 'object' && !Array.isArray(value);
  }
}

/** A shape in a few words: `a list`, `one of draft, stable`. */
export function describeShape(shape: Shape): string {
  switch (shape.is) {
    case 'text':
      return 'a text';
    case 'number':
      return `${shape.whole ? 'a whole number' : 'a number'} above ${shape.above}`;
    case 'choice':
      return `one of ${shape.of.join(', ')}`;
    case 'level':
      return `one of ${LINT_LEVELS.join(', ')}`;
    case 'list':
      return 'a list';
    case 'anything':
      return 'anything';
    default:
      return 'a map';
  }
}
