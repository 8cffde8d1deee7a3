import {
  parseTemplate,
  type BlockStatement,
  type Expression,
  type MustacheStatement,
  type PathExpression,
  type Program,
  type Statement,
} from '@prompthub/core';
import { HANDLEBARS_MARK, JINJA_MARK, type JinjaOptions } from './jinja-to-handlebars';

export interface WriteJinjaOptions extends JinjaOptions {
  /** The filter that writes JSON: `tojson` in Jinja 2, `dump` in Nunjucks. */
  readonly json: 'tojson' | 'dump';
}

/** What names are looked up in: the inputs, an item of a loop, or the value of a `with`. */
interface Frame {
  /** The expression of Jinja that the context of this frame is; empty for the inputs themselves. */
  readonly context: string;
  readonly names: readonly string[];
}

/** A template of Handlebars as one of Jinja 2 or Nunjucks. What has no counterpart stays in a comment and is reported. */
export function handlebarsToJinja(template: string, options: WriteJinjaOptions): string {
  const { program } = parseTemplate(template, { start: 0, end: template.length });
  return new Writer(template, options).program(program, [{ context: '', names: [] }]);
}

class Writer {
  readonly #source: string;
  readonly #options: WriteJinjaOptions;

  constructor(source: string, options: WriteJinjaOptions) {
    this.#source = source;
    this.#options = options;
  }

  program({ body }: Program, frames: readonly Frame[]): string {
    return body.map((statement) => this.#statement(statement, frames)).join('');
  }

  #statement(statement: Statement, frames: readonly Frame[]): string {
    switch (statement.type) {
      case 'ContentStatement':
        return /\{[{%#]/.test(statement.value) ? `{% raw %}${statement.value}{% endraw %}` : statement.value;
      case 'CommentStatement':
        return comment(statement.value);
      case 'MustacheStatement':
        return this.#value(statement, frames) ?? this.#unknown(statement);
      case 'BlockStatement':
        return this.#block(statement, frames) ?? this.#unknown(statement);
      default:
        return this.#unknown(statement);
    }
  }

  #value({ path, params, hash }: MustacheStatement, frames: readonly Frame[]): string | undefined {
    if (path.type !== 'PathExpression' || hash) return undefined;
    const [first, ...more] = params;
    if (path.original === 'json' && first && more.length === 0) {
      const operand = this.#operand(first, frames);
      return operand && `{{ ${operand} | ${this.#options.json} }}`;
    }
    const operand = first ? undefined : this.#operand(path, frames);
    return operand && `{{ ${operand} }}`;
  }

  #block(block: BlockStatement, frames: readonly Frame[]): string | undefined {
    const name = block.path.type === 'PathExpression' ? block.path.original : '';
    if (block.inverted || block.hash) return undefined;
    if (name === 'each' || name === 'with') return this.#scoped(name, block, frames);
    const condition = this.#condition(name, block.params, frames);
    if (condition === undefined) return undefined;
    const head = `{% if ${condition} %}${this.program(block.program, frames)}`;
    const rest = this.#else(block.inverse, frames);
    return rest === undefined ? undefined : `${head}${rest}{% endif %}`;
  }

  #else(inverse: Program | undefined, frames: readonly Frame[]): string | undefined {
    if (!inverse) return '';
    const [only] = inverse.body;
    if (only?.type !== 'BlockStatement' || !only.chained) return `{% else %}${this.program(inverse, frames)}`;
    const name = only.path.type === 'PathExpression' ? only.path.original : '';
    const condition = only.hash ? undefined : this.#condition(name, only.params, frames);
    const rest = condition === undefined ? undefined : this.#else(only.inverse, frames);
    return rest === undefined
      ? undefined
      : `{% elif ${condition} %}${this.program(only.program, frames)}${rest}`;
  }

  #condition(name: string, params: readonly Expression[], frames: readonly Frame[]): string | undefined {
    const operands = params.map((param) => this.#operand(param, frames));
    if (operands.some((operand) => operand === undefined)) return undefined;
    const [left = '', right = ''] = operands;
    if (params.length === 1 && name === 'if') return left;
    if (params.length === 1 && name === 'unless') return `not ${left}`;
    if (params.length === 2 && name === 'ifEquals') return `${left} == ${right}`;
    return params.length === 2 && name === 'unlessEquals' ? `${left} != ${right}` : undefined;
  }

  #scoped(name: 'each' | 'with', block: BlockStatement, frames: readonly Frame[]): string | undefined {
    const [param, ...more] = block.params;
    const operand = param && more.length === 0 ? this.#operand(param, frames) : undefined;
    const [own, ...others] = block.program.blockParams;
    const rest = this.#else(block.inverse, frames);
    if (operand === undefined || others.length > 0 || rest === undefined) return undefined;
    if (name === 'with') {
      if (own) return undefined;
      const inner = this.program(block.program, [...frames, { context: operand, names: [] }]);
      return `{% if ${operand} %}${inner}${rest}{% endif %}`;
    }
    const item = own?.name ?? this.#freshName(frames);
    const inner = this.program(block.program, [...frames, { context: item, names: [item] }]);
    return `{% for ${item} in ${operand} %}${inner}${rest}{% endfor %}`;
  }

  #operand(expression: Expression, frames: readonly Frame[]): string | undefined {
    switch (expression.type) {
      case 'PathExpression':
        return pathText(expression, frames);
      case 'StringLiteral':
        return /["\\\n]/.test(expression.value) ? undefined : `"${expression.value}"`;
      case 'NumberLiteral':
      case 'BooleanLiteral':
        return String(expression.value);
      case 'NullLiteral':
        return 'none';
      default:
        return undefined;
    }
  }

  /** A name for the item of a loop that stands nowhere else in the template. */
  #freshName(frames: readonly Frame[]): string {
    const taken = (name: string): boolean =>
      new RegExp(`\\b${name}\\b`).test(this.#source) || frames.some(({ names }) => names.includes(name));
    let name = 'item';
    for (let count = 2; taken(name); count++) name = `item${count}`;
    return name;
  }

  #unknown({ range }: Statement): string {
    const written = this.#source.slice(range.start, range.end);
    const head = written.split('\n')[0] ?? '';
    this.#options.report.dropped(
      this.#options.field,
      `“${head}” has no counterpart; it stands in a comment now.`,
    );
    return `{# ${HANDLEBARS_MARK} ${written.replaceAll('#}', '# }')} #}`;
  }
}

function comment(value: string): string {
  const own = value.trim();
  return own.startsWith(JINJA_MARK)
    ? own.slice(JINJA_MARK.length).trim()
    : `{#${value.replaceAll('#}', '# }')}#}`;
}

const LOOP_DATA: Readonly<Record<string, string>> = {
  index: 'loop.index0',
  first: 'loop.first',
  last: 'loop.last',
};

function pathText(
  { data, depth, parts, isThis }: PathExpression,
  frames: readonly Frame[],
): string | undefined {
  const names = parts.map(({ name }) => name);
  const [first = '', ...rest] = names;
  if (data) {
    if (first === 'root') return rest.length > 0 ? segments(rest) : undefined;
    return names.length === 1 && frames.length > 1 && Object.hasOwn(LOOP_DATA, first)
      ? LOOP_DATA[first]
      : undefined;
  }
  const bound = depth === 0 && !isThis && frames.some((frame) => frame.names.includes(first));
  if (bound) return segments(names);
  const frame = frames.at(-1 - depth);
  if (!frame) return undefined;
  if (names.length === 0) return frame.context || undefined;
  return frame.context ? `${frame.context}${tail(names)}` : segments(names);
}

/** `a.b[0]["c d"]` of names; undefined when the first is none that Jinja could have. */
function segments([first = '', ...rest]: readonly string[]): string | undefined {
  return /^[A-Za-z_]\w*$/.test(first) ? first + tail(rest) : undefined;
}

function tail(names: readonly string[]): string {
  return names
    .map((name) =>
      /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : /^\d+$/.test(name) ? `[${name}]` : `["${name}"]`,
    )
    .join('');
}
