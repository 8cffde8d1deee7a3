import Handlebars from 'handlebars/runtime';
import type { HelperOptions } from 'handlebars/runtime';
import type { Range } from '../syntax/positions';
import type { Marks } from './marks';
import { RenderError } from './rendered-prompt';
import type { Role } from './rendered-prompt';

export type Helper = (this: unknown, ...args: unknown[]) => unknown;

const ROLES: readonly string[] = ['user', 'model', 'system', 'tool'] satisfies Role[];

/** Finds the marks of the rendering that is under way. */
export type CurrentMarks = () => Marks;

/**
 * Dotprompt's own helpers. They behave as in Dotprompt 1.1.2, except that misuse is a RenderError instead of a TypeError or of
 * silently lost text, and that `log` writes nowhere.
 */
export function builtinHelpers(marks: CurrentMarks): Record<string, Helper> {
  return {
    json: inline('json', 1, ([value], { hash }) => {
      const indent: unknown = hash['indent'];
      const space = typeof indent === 'number' || typeof indent === 'string' ? indent : 0;
      return new Handlebars.SafeString(JSON.stringify(value, null, space));
    }),
    role: inline('role', 1, ([role], options) => {
      if (typeof role === 'string' && ROLES.includes(role))
        return marks().add({ kind: 'role', role: role as Role });
      const known = ROLES.join(', ');
      throw new RenderError(
        'unknown-role',
        `${show(role)} is no role; roles are ${known}.`,
        rangeOf(options),
      );
    }),
    history: inline('history', 0, () => marks().add({ kind: 'history' })),
    section: inline('section', 1, ([name], options) => {
      if (isText(name)) return marks().add({ kind: 'section', name: String(name) });
      throw new RenderError(
        'helper-arguments',
        `\`section\` needs a name, not ${show(name)}.`,
        rangeOf(options),
      );
    }),
    media: inline('media', 0, (_args, options) => {
      const { url, contentType } = options.hash as Record<string, unknown>;
      if (!isText(url)) {
        const message = `\`media\` needs an address: {{media url=…}}; this one is ${show(url)}.`;
        throw new RenderError('helper-arguments', message, rangeOf(options));
      }
      const type = isText(contentType) && contentType !== '' ? { contentType: String(contentType) } : {};
      return marks().add({ kind: 'media', url: String(url), ...type });
    }),
    ifEquals: block('ifEquals', function (a, b, options) {
      return a === b ? options.fn(this) : options.inverse(this);
    }),
    unlessEquals: block('unlessEquals', function (a, b, options) {
      return a !== b ? options.fn(this) : options.inverse(this);
    }),
    log: () => '',
  };
}

/** A helper that prints; it takes exactly `arity` arguments and no body. */
function inline(
  name: string,
  arity: number,
  print: (args: readonly unknown[], options: HelperOptions) => unknown,
): Helper {
  return (...all) => {
    const { args, options } = separate(all);
    if (isBlock(options)) {
      const message = `\`${name}\` takes no body: write {{${name} …}}, not {{#${name} …}}.`;
      throw new RenderError(
        name === 'role' || name === 'section' ? 'block-role' : 'helper-arguments',
        message,
        rangeOf(options),
      );
    }
    if (args.length < arity || (name === 'media' && args.length > 0)) {
      const message =
        name === 'media' ? '`media` takes named arguments: {{media url=…}}.' : `\`${name}\` needs a value.`;
      throw new RenderError('helper-arguments', message, rangeOf(options));
    }
    return print(args, options);
  };
}

function block(
  name: string,
  run: (this: unknown, a: unknown, b: unknown, options: HelperOptions) => unknown,
): Helper {
  return function (...all) {
    const { args, options } = separate(all);
    if (args.length !== 2 || !isBlock(options)) {
      const message = `\`${name}\` compares two values and has a body: {{#${name} a b}}…{{/${name}}}.`;
      throw new RenderError('helper-arguments', message, rangeOf(options));
    }
    return run.call(this, args[0], args[1], options);
  };
}

/** Handlebars passes its options behind the arguments. */
function separate(all: readonly unknown[]): { args: readonly unknown[]; options: HelperOptions } {
  return { args: all.slice(0, -1), options: all.at(-1) as HelperOptions };
}

function isBlock(options: HelperOptions): boolean {
  return typeof options.fn === 'function';
}

/** Locations carry offsets (see `toHandlebars`). */
function rangeOf(options: HelperOptions): Range | undefined {
  const { loc } = options as { loc?: { start: { column: number }; end: { column: number } } };
  return loc && { start: loc.start.column, end: loc.end.column };
}

function isText(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : value === null ? 'null' : typeof value;
}
