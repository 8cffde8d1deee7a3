import Handlebars from 'handlebars/runtime';
import type { RenderOptions } from '../options';
import { parse } from '../parse';
import { templateExcess } from '../syntax/template-size';
import type { PromptTree } from '../syntax/tree';
import { branchId } from './branch-id';
import { toHandlebars } from './handlebars-ast';
import type { Watch } from './handlebars-ast';
import { builtinHelpers } from './helpers';
import type { Helper } from './helpers';
import type { Instrument } from './instrument';
import { interpret } from './interpret';
import { text } from './interpret-expressions';
import type { Template } from './interpret';
import { Mark, Marks } from './marks';
import { toMessages } from './messages';
import { mapOf, readMetadata, resolveMetadata, withoutUndefined } from './metadata';
import { loadPartials } from './partials';
import type { PartialGraph } from './partials';
import { toRenderError } from './render-failure';
import { RenderError } from './rendered-prompt';
import type { DataArgument, Message, PromptMetadata, RenderedPrompt } from './rendered-prompt';

const MAX_PARTIAL_DEPTH = 200;
/** Partials that call others twice each make two to the power of their number. */
const MAX_PARTIAL_CALLS = 100_000;

/** A prompt made ready to be rendered with many inputs. */
export interface CompiledPrompt {
  readonly tree: PromptTree;
  /** The frontmatter with tools and schemas resolved. */
  readonly metadata: PromptMetadata;
  /** @throws RenderError */
  render(data?: DataArgument): RenderedPrompt;
}

/** Rejects with a RenderError when the prompt is broken or names things that do not exist. */
export function compile(source: string | PromptTree, options: RenderOptions = {}): Promise<CompiledPrompt> {
  return compileWith(source, options);
}

/** The same, with somebody who looks into the rendering. */
export async function compileWith(
  source: string | PromptTree,
  options: RenderOptions,
  instrument?: Instrument,
): Promise<CompiledPrompt> {
  const tree = typeof source === 'string' ? parse(source) : source;
  const [problem] = tree.problems;
  if (problem) throw new RenderError(problem.code, problem.message, problem.range);
  const metadata = await resolveMetadata(tree, readMetadata(tree, options.defaults), options);
  const template = await prepareTemplate(tree, options, instrument);
  return {
    tree,
    metadata,
    render: (data = {}) => {
      const { input, ...rest } = withoutUndefined(metadata) as PromptMetadata;
      const defaults = mapOf(input?.default);
      return { ...rest, messages: template.run(data, { metadata: rest, defaults }) };
    },
  };
}

export interface PreparedTemplate {
  /** The messages; throws a RenderError. */
  run(
    data: DataArgument,
    context: { metadata: PromptMetadata; defaults: Record<string, unknown> },
  ): Message[];
}

/** What one rendering keeps track of. */
interface Run {
  readonly marks: Marks;
  readonly partials: string[];
  partialCalls: number;
  /** The partials that were under way when something was thrown. */
  failedInside: readonly string[] | undefined;
}

/** The helpers that Handlebars brings and the prompt language has. */
const LANGUAGE = ['if', 'unless', 'each', 'with', 'lookup'];

/** For all prompts but those with helpers of these names: making one for each costs more than the rest of a rendering. */
const STANDARD = Handlebars.create();

/** What a helper prints that failed while being watched; like structure, it is no value. */
const NOTHING = new Mark('');

/** Compiles a template and its partials. Rendering is synchronous, so one run at a time uses the helpers. */
export async function prepareTemplate(
  tree: PromptTree,
  options: RenderOptions,
  instrument?: Instrument,
): Promise<PreparedTemplate> {
  const graph = await loadPartials(tree, options.partials);
  const { helpers = {}, onBranch } = options;
  return new TemplateProgram(tree, { graph, helpers, instrument, onBranch });
}

class TemplateProgram implements PreparedTemplate {
  readonly #tree: PromptTree;
  readonly #graph: PartialGraph;
  readonly #instrument: Instrument | undefined;
  readonly #onBranch: RenderOptions['onBranch'];
  readonly #helpers: ReadonlySet<string>;
  readonly #callable: ReadonlyMap<string, Helper>;
  readonly #blockHelperMissing: Helper;
  readonly #partials = new Map<string, Template>();
  readonly #main: Template;
  #run: Run = newRun();

  constructor(
    tree: PromptTree,
    {
      graph,
      helpers,
      instrument,
      onBranch,
    }: {
      graph: PartialGraph;
      helpers: object;
      instrument: Instrument | undefined;
      onBranch: RenderOptions['onBranch'];
    },
  ) {
    this.#tree = tree;
    this.#graph = graph;
    this.#instrument = instrument;
    // An instrument puts blocks of its own around those of the prompt.
    this.#onBranch = instrument ? undefined : onBranch;
    const standard = standardFor(helpers);
    this.#blockHelperMissing = standard.helpers['blockHelperMissing'] as Helper;
    const all = new Map<string, Helper>([
      ...LANGUAGE.map((name) => [name, standard.helpers[name] as Helper] as const),
      ...Object.entries(builtinHelpers(() => this.#run.marks)),
      ...(Object.entries(helpers) as [string, Helper][]),
    ]);
    this.#helpers = new Set(all.keys());
    this.#callable = new Map([
      ...[...all].map(
        ([name, helper]) => [name, instrument?.forgiving ? forgiving(helper) : helper] as const,
      ),
      ...Object.entries(instrument?.helpers(() => this.#run.marks) ?? {}),
    ]);
    this.#main = this.#compile(tree, undefined);
    for (const [name, partial] of graph.trees) this.#registerPartial(name, partial);
    if (instrument?.forgiving) for (const name of graph.missing) this.#partials.set(name, instead);
  }

  run(
    data: DataArgument,
    { metadata, defaults }: { metadata: PromptMetadata; defaults: Record<string, unknown> },
  ): Message[] {
    this.#run = newRun();
    const { marks } = this.#run;
    const { docs, messages } = data;
    try {
      const output = this.#main(withDefaults(defaults, data.input), {
        data: { metadata: { prompt: metadata, docs, messages }, ...data.context },
      });
      const pieces = marks.split(output);
      return toMessages(this.#instrument?.output?.(pieces) ?? pieces, messages, this.#instrument?.listener);
    } catch (error) {
      const inside = this.#run.failedInside ?? [];
      throw toRenderError(error, { tree: this.#tree, graph: this.#graph, inside });
    } finally {
      this.#run = newRun();
    }
  }

  #compile(tree: PromptTree, partial: string | undefined): Template {
    expectModest(tree);
    const instrument = this.#instrument;
    const onBranch = this.#onBranch;
    const watch: Watch | undefined = instrument && {
      forgiving: instrument.forgiving,
      scope: { helpers: this.#helpers, blockParams: [] },
      wrap: instrument.wrap({ partial, source: tree.source }),
    };
    return interpret(toHandlebars(tree.template, watch) as unknown as hbs.AST.Program, {
      helpers: this.#callable,
      partials: this.#partials,
      blockHelperMissing: this.#blockHelperMissing,
      paths: instrument?.paths ?? false,
      onBody: onBranch && ((block, body) => onBranch(branchId(partial, block, body))),
    });
  }

  #registerPartial(name: string, tree: PromptTree): void {
    let template: Template | undefined;
    this.#partials.set(name, (context, options) =>
      this.#inside(name, () => {
        const [problem] = this.#instrument?.forgiving ? [] : tree.problems;
        if (problem) throw new RenderError(problem.code, problem.message, problem.range);
        template ??= this.#compile(tree, name);
        this.#instrument?.entered?.(name, options?.data);
        return template(context, options);
      }),
    );
  }

  #inside(name: string, render: () => string): string {
    const run = this.#run;
    run.partials.push(name);
    run.partialCalls++;
    try {
      if (run.partials.length > MAX_PARTIAL_DEPTH) throw cycle(run.partials);
      if (run.partialCalls > MAX_PARTIAL_CALLS) {
        throw new RenderError(
          'too-large',
          `More than ${MAX_PARTIAL_CALLS} partials are rendered for this prompt.`,
        );
      }
      return render();
    } catch (error) {
      run.failedInside ??= [...run.partials];
      throw error;
    } finally {
      run.partials.pop();
    }
  }
}

/** Handlebars' own helpers call each other, and those of the host that stand in for them. */
function standardFor(helpers: object): typeof Handlebars {
  const own = Object.entries(helpers as Record<string, Helper>).filter(([name]) => LANGUAGE.includes(name));
  if (own.length === 0) return STANDARD;
  const standard = Handlebars.create();
  for (const [name, helper] of own) standard.registerHelper(name, helper);
  return standard;
}

function newRun(): Run {
  return { marks: new Marks(), partials: [], partialCalls: 0, failedInside: undefined };
}

function withDefaults(
  defaults: Record<string, unknown>,
  input: DataArgument['input'],
): Record<string, unknown> {
  return { ...defaults, ...(withoutUndefinedKeys(input) as Record<string, unknown>) };
}

function withoutUndefinedKeys(input: DataArgument['input'] = {}): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

function cycle(names: readonly string[]): RenderError {
  const repeated = names.findIndex((name, index) => names.indexOf(name) < index);
  const way = names.slice(0, repeated + 1).join(' → ');
  return new RenderError('partial-cycle', `Partials call each other without end: ${way}.`);
}

function expectModest({ template }: PromptTree): void {
  const excess = templateExcess(template);
  if (excess) throw new RenderError(excess.code, excess.message, excess.range);
}

/** What stands inside of a call is rendered when there is no such partial: `{{#> nobody}}…{{/nobody}}`. */
const instead: Template = (context, { fn, data } = {}) => text(fn?.(context, { data }));

/**
 * While someone types, a helper that is misused prints nothing (a block its body), and the rest of the prompt is still
 * shown.
 */
function forgiving(helper: Helper): Helper {
  return function (...args) {
    try {
      return helper.apply(this, args);
    } catch (error) {
      if (error instanceof RenderError && error.code.startsWith('partial-')) throw error;
      const { fn } = args.at(-1) as Partial<Handlebars.HelperOptions>;
      return typeof fn === 'function' ? fn(this) : NOTHING;
    }
  };
}
