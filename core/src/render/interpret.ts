import Handlebars from 'handlebars/runtime';
import {
  argumentsOf,
  expression,
  helperCall,
  isHelperCall,
  NULL_CONTEXT,
  rangeOf,
  text,
  variable,
} from './interpret-expressions';
import type { BlockValues, Data, Evaluator, Scope, Setting } from './interpret-expressions';
import type { Range } from '../syntax/positions';
import type { Helper } from './helpers';
import { RenderError } from './rendered-prompt';

export type Template = (context: unknown, options?: TemplateOptions) => string;

export interface TemplateOptions {
  readonly data?: Data | undefined;
  /** True when this template is called as a partial. */
  readonly partial?: boolean;
  /** Prints what stands in the block of such a call. */
  readonly fn?: Print | undefined;
}

export interface InterpretOptions {
  /** The only ones that can be called. `each`, `if` and their like are among them. */
  readonly helpers: ReadonlyMap<string, Helper>;
  readonly partials: ReadonlyMap<string, Template>;
  /** Called for `{{#name}}…{{/name}}` with the value of the name. */
  readonly blockHelperMissing: Helper;
  /** Helpers are told by which path each argument was named (Handlebars' `trackIds`). */
  readonly paths?: boolean;
  /** Told each time that the helper of a block prints one of its bodies, also one that is not written. */
  readonly onBody?: ((block: Range, body: BlockBody) => void) | undefined;
}

/** As Handlebars names them: `fn` stands before `{{else}}` and `inverse` behind it, with `{{^x}}` the other way round. */
export type BlockBody = 'fn' | 'inverse';

/**
 * Evaluates Handlebars' AST as Handlebars 4.7 does with `knownHelpersOnly` and `noEscape`, and with its own helpers, but without
 * making JavaScript of it first: for a template that is rendered once, that takes ten times as long as rendering. Held
 * against Handlebars by interpret.oracle.test.ts. A template is read when it is first rendered; what is wrong
 * with it is thrown then.
 */
export function interpret(program: hbs.AST.Program, options: InterpretOptions): Template {
  const reader = new Reader(options);
  let body: Evaluator | undefined;
  return (context, { data, partial = false } = {}) => {
    body ??= reader.body(program, []);
    const root: Data | undefined =
      partial || (data && 'root' in data) ? data : { ...frameOf(data), root: context };
    return text(body({ context, data: root ?? {}, depths: [context], blockParams: [] }));
  };
}

/** What a helper calls to print the body of its block. */
type Print = (context: unknown, options?: { data?: Data | undefined; blockParams?: BlockValues }) => unknown;

type Bodies = (scope: Scope) => Record<BlockBody, Print>;

class Reader {
  readonly #options: InterpretOptions;

  constructor(options: InterpretOptions) {
    this.#options = options;
  }

  body(program: hbs.AST.Program, outer: Setting['names']): Evaluator {
    const { helpers, paths = false } = this.#options;
    const setting = { helpers, paths, names: [program.blockParams ?? [], ...outer] };
    const parts = program.body.flatMap((node) => this.#statement(node, setting));
    // What begins a body is joined as JavaScript joins it: numbers are added, and a tag that stands alone gives its value as it
    // is. So `{{a}}{{b}}` of 1 and 2 prints 3, in Handlebars and therefore wherever the prompt runs.
    return (scope) => {
      let output: unknown;
      for (const part of parts) {
        const value = part(scope) ?? '';
        output = output === undefined ? value : (output as string) + (value as string);
      }
      return output ?? '';
    };
  }

  #statement(node: hbs.AST.Statement, setting: Setting): Evaluator[] {
    switch (node.type) {
      case 'ContentStatement': {
        const { value } = node as hbs.AST.ContentStatement;
        return value === '' ? [] : [() => value];
      }
      case 'MustacheStatement': {
        const call = node as hbs.AST.MustacheStatement;
        return [isHelperCall(call, setting) ? helperCall(call, setting) : variable(call, setting)];
      }
      case 'BlockStatement':
        return [this.#block(node as hbs.AST.BlockStatement, setting)];
      case 'PartialStatement':
      case 'PartialBlockStatement':
        return [this.#partial(node as PartialNode, setting)];
      default:
        return [];
    }
  }

  #block(node: hbs.AST.BlockStatement, setting: Setting): Evaluator {
    const bodies = this.#toldOf(node, this.#bodies(node, setting.names));
    if (isHelperCall(node, setting)) return helperCall(node, setting, bodies);
    const value = variable(node, setting);
    const { blockHelperMissing, paths } = this.#options;
    const { loc } = node;
    const name = node.path.original;
    return (scope) => {
      const { data, blockParams } = scope;
      const told = paths ? { ids: [], hashIds: {} } : {};
      const options = { name, hash: {}, ...told, data, blockParams, loc, ...bodies(scope) };
      return blockHelperMissing.call(scope.context, value(scope), options);
    };
  }

  #bodies(
    { program, inverse }: { program?: hbs.AST.Program; inverse?: hbs.AST.Program },
    names: Setting['names'],
  ): Bodies {
    const fn = program && this.body(program, names);
    const otherwise = inverse && this.body(inverse, names);
    return (scope) => ({
      fn: fn ? printer(fn, scope) : nothing,
      inverse: otherwise ? printer(otherwise, scope) : nothing,
    });
  }

  #toldOf(node: hbs.AST.BlockStatement, bodies: Bodies): Bodies {
    const { onBody } = this.#options;
    if (!onBody) return bodies;
    const range = rangeOf(node);
    const telling =
      (body: BlockBody, print: Print): Print =>
      (context, options) => {
        onBody(range, body);
        return print(context, options);
      };
    return (scope) => {
      const { fn, inverse } = bodies(scope);
      return { fn: telling('fn', fn), inverse: telling('inverse', inverse) };
    };
  }

  #partial(node: PartialNode, setting: Setting): Evaluator {
    const { params, loc } = node;
    const bodies = 'program' in node ? this.#bodies(node, setting.names) : undefined;
    if (params.length > 1) {
      throw new RenderError('helper-failed', 'A partial takes one argument, and named ones.', rangeOf(node));
    }
    const isComputed = node.name.type === 'SubExpression';
    const computed = isComputed ? expression(node.name, setting) : undefined;
    const name = isComputed ? undefined : String((node.name as hbs.AST.PathExpression).original);
    const [given] = params;
    const subject = given ? expression(given, setting) : ({ context }: Scope) => context;
    const own = given ?? { type: 'PathExpression', data: false, depth: 0, parts: [], original: '', loc };
    const options = argumentsOf({ ...node, params: [own] }, setting);
    return (scope) => {
      const { hash, ...told } = options(scope) as { hash: object; ids?: unknown[] };
      const named = node.hash
        ? (Handlebars.Utils.extend({}, subject(scope), hash) as unknown)
        : subject(scope);
      if (node.hash && told.ids) told.ids[0] = true;
      if (told.ids) scope.data['contextPath'] = told.ids[0] || scope.data['contextPath'];
      const block = bodies?.(scope).fn;
      const output = this.#call(name ?? computed?.(scope), named, { data: scope.data, block });
      return 'indent' in node && node.indent ? indented(output, node.indent) : output;
    };
  }

  /** Renders a partial by its name; a function that a value holds is one, too. */
  #call(named: unknown, context: unknown, { data, block }: { data: Data; block: Print | undefined }): string {
    const around = Object.hasOwn(data, 'partial-block') ? data['partial-block'] : undefined;
    const inside = block ? frameOf(data) : data;
    // What stands in the block of a call sees the block of the call around it.
    const own = (context: unknown, options: { data?: Data } = {}): unknown =>
      block?.(context, { ...options, data: { ...frameOf(options.data), 'partial-block': around } });
    if (block) inside['partial-block'] = own;
    const { partials } = this.#options;
    const name = typeof named === 'function' || !named ? 'undefined' : text(named);
    const found: unknown =
      typeof named === 'function' ? named : name === '@partial-block' ? around : partials.get(name);
    const partial = found ?? (block && own);
    if (typeof partial !== 'function') throw new Error(`The partial ${name} could not be found`);
    return text((partial as Template)(context, { data: inside, partial: true, fn: block }));
  }
}

type PartialNode = hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement;

function printer(body: Evaluator, scope: Scope): Print {
  return (context, { data, blockParams } = {}) =>
    body({
      context,
      data: data ?? scope.data,
      depths: entered(context, scope.depths) ? [context, ...scope.depths] : scope.depths,
      blockParams: [blockParams, ...scope.blockParams],
    });
}

/** Whether `../` leads further out inside of a block: not when `this` stays what it was. */
function entered(context: unknown, [outer]: readonly unknown[]): boolean {
  if (context === NULL_CONTEXT && outer === null) return false;
  try {
    // Handlebars compares loosely: the item of a list of one text is equal to the list.
    return context != outer;
  } catch {
    // An object that cannot be made a text.
    return true;
  }
}

const nothing: Print = () => '';

function frameOf(data: Readonly<Data> | undefined): Data {
  return data ? { ...data, _parent: data } : {};
}

/** Each line, but not behind a last line break. */
function indented(output: string, indent: string): string {
  const lines = output.split('\n');
  const last = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return lines.map((line, index) => (index < last ? indent + line : line)).join('\n');
}
