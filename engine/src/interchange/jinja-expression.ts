/** Where an expression stands: names of loop variables around it, innermost last. */
export interface JinjaScope {
  /** Names of the variables of the loops around, outermost first. */
  readonly loops: readonly string[];
}

const PATH = /^[A-Za-z_]\w*(?:\.\w+|\[(?:\d+|'[^']*'|"[^"]*")\])*$/;
const LITERAL = /^(?:'[^'\\]*'|"[^"\\]*"|-?\d+(?:\.\d+)?|true|false|True|False|none|None|null)$/;

/** A path or a literal of Jinja (and Nunjucks) as Handlebars has it; undefined for what has no counterpart. */
export function jinjaOperand(text: string, scope: JinjaScope): string | undefined {
  const trimmed = text.trim();
  if (LITERAL.test(trimmed)) return literal(trimmed);
  return PATH.test(trimmed) ? path(trimmed, scope) : undefined;
}

function literal(text: string): string {
  if (/^['"]/.test(text)) return text.includes('"') && text.startsWith("'") ? text : `"${text.slice(1, -1)}"`;
  return /^none$|^null$/i.test(text) ? 'null' : text.toLowerCase();
}

const LOOP_DATA: Readonly<Record<string, string>> = { index0: '@index', first: '@first', last: '@last' };

function path(text: string, { loops }: JinjaScope): string | undefined {
  const segments = [...text.matchAll(/\w+|'[^']*'|"[^"]*"/g)].map(([part]) =>
    part.replace(/^['"]|['"]$/g, ''),
  );
  const [first = '', ...rest] = segments;
  if (segments.some((part) => part === '')) return undefined;
  if (first === 'loop' && loops.length > 0)
    return rest.length === 1 && Object.hasOwn(LOOP_DATA, rest[0] ?? '')
      ? LOOP_DATA[rest[0] ?? '']
      : undefined;
  const parts = [first, ...rest.map(segment)].join('.');
  return loops.includes(first) ? parts : '../'.repeat(loops.length) + parts;
}

function segment(part: string): string {
  return /^[A-Za-z_]\w*$/.test(part) ? part : `[${part}]`;
}
