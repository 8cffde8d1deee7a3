/** A value of Jinja and what it goes through: `name | default('x') | upper`. */
export interface FilteredValue {
  readonly value: string;
  readonly filters: readonly JinjaFilter[];
}

export interface JinjaFilter {
  readonly name: string;
  readonly args: readonly string[];
}

/** An expression with its filters apart; undefined where one of them cannot be read. */
export function filteredValue(text: string): FilteredValue | undefined {
  const [value = '', ...written] = splitOutside(text, '|');
  const filters = written.map((each) => /^(\w+)\s*(?:\(([\s\S]*)\))?$/.exec(each.trim()));
  const read = filters.flatMap((found) => {
    if (!found) return [];
    const [, name = '', args = ''] = found;
    return [{ name, args: args.trim() === '' ? [] : splitOutside(args, ',').map((arg) => arg.trim()) }];
  });
  return read.length === written.length ? { value: value.trim(), filters: read } : undefined;
}

/** Parts between a character, where it stands in no quotes and brackets. */
function splitOutside(text: string, between: string): string[] {
  const parts: string[] = [''];
  let quote = '';
  let depth = 0;
  for (const char of text) {
    if (quote) quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    if (char === between && !quote && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}
