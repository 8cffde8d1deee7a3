import type { RenderOptions } from '../options';
import type { MustacheStatement, Statement } from '../syntax/ast';
import type { PromptTree } from '../syntax/tree';
import { visit } from '../syntax/visit';
import { prepareTemplate } from './compile';
import { watchedMustache } from './handlebars-nodes';
import { calledValue } from './instrument';
import type { Instrument } from './instrument';
import { Mark } from './marks';
import { mapOf, readMetadata } from './metadata';
import type { DataArgument, EvaluatedExpression, Message } from './rendered-prompt';
import { RenderError } from './rendered-prompt';

export interface Evaluation {
  readonly messages: Message[];
  /** In the order of the source; what was never reached has no values. Roles and other structure are not listed. */
  readonly expressions: readonly EvaluatedExpression[];
}

/**
 * The value of each expression for one input, for showing beside the text. Unlike `render` it makes the best of a prompt that is
 * being typed: what is broken, unknown or failing prints nothing, and all the rest is evaluated. Rejects only
 * with what a resolver of `options` rejects with.
 */
export async function evaluate(
  tree: PromptTree,
  data: DataArgument = {},
  options: RenderOptions = {},
): Promise<Evaluation> {
  const mustaches: MustacheStatement[] = [];
  visit(tree.template, (node) => {
    if (node.type === 'MustacheStatement') mustaches.push(node);
  });
  const values = mustaches.map((): unknown[] => []);
  const structural = new Set<number>();
  const seen = (number: number, value: unknown): void => {
    if (value instanceof Mark) structural.add(number);
    else values[number]?.push(plain(value));
  };
  const messages = await run(tree, data, { options, instrument: watching(mustaches, seen) });
  const expressions = mustaches
    .map(({ range }, index) => ({ range, values: values[index] ?? [] }))
    .filter((_, index) => !structural.has(index));
  return { messages, expressions };
}

async function run(
  tree: PromptTree,
  data: DataArgument,
  { options, instrument }: { options: RenderOptions; instrument: Instrument },
): Promise<Message[]> {
  try {
    const template = await prepareTemplate(tree, options, instrument);
    const { input, ...metadata } = readMetadata(tree, options.defaults);
    return template.run(data, { metadata, defaults: mapOf(input?.default) });
  } catch (error) {
    // Too deep, or partials without end: what was seen until then is all there is.
    if (error instanceof RenderError) return [];
    throw error;
  }
}

const WATCH = 'prompthub:watch';

/** Tells `seen` the values of the mustaches, and prints them. */
function watching(
  mustaches: readonly MustacheStatement[],
  seen: (number: number, value: unknown) => void,
): Instrument {
  const numbers = new Map<Statement, number>(mustaches.map((node, index) => [node, index]));
  return {
    forgiving: true,
    paths: false,
    helpers: () => ({
      [WATCH]: function (number, value) {
        const printed = calledValue(this, value);
        seen(Number(number), printed);
        return printed;
      },
    }),
    wrap: () => (node, made, scope) => {
      const number = numbers.get(node);
      const [mustache] = made;
      if (node.type !== 'MustacheStatement' || number === undefined || mustache === undefined) return made;
      return [watchedMustache(node, mustache, { helper: WATCH, number, scope }) ?? mustache];
    },
  };
}

/** Helpers return their text in an object that Handlebars will not escape. */
function plain(value: unknown): unknown {
  const isSafeString = typeof value === 'object' && value !== null && 'toHTML' in value;
  return isSafeString ? (value as { toString(): string }).toString() : value;
}
