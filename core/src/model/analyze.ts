import type {
  BlockStatement,
  Expression,
  PartialBlockStatement,
  PartialStatement,
  PathExpression,
  Program,
  TemplateNode,
} from '../syntax/ast';
import type { PromptTree } from '../syntax/tree';
import { visit } from '../syntax/visit';
import { enterBlock } from './block-scope';
import { declaredNames } from './declared-names';
import { builtinHelper } from './helpers';
import { readInputSchema, type InputSchema } from './input-schema';
import { resolvePath, type Resolution } from './resolve';
import { blockParam, rootScope, type Scope } from './scope';

/** One path of the template, and what it means. */
export interface Reference {
  readonly node: PathExpression;
  /** Whether the path is read, or called as a helper. */
  readonly position: 'value' | 'helper';
  readonly resolution: Resolution;
  readonly scope: Scope;
}

/** What the names of a prompt mean. Made once for a tree; everything in it is in source order. */
export interface Analysis {
  readonly input: InputSchema;
  readonly root: Scope;
  readonly references: readonly Reference[];
  readonly byNode: ReadonlyMap<PathExpression, Reference>;
  /** The references to each declared or undeclared input. */
  readonly usages: ReadonlyMap<string, readonly Reference[]>;
  /** Inputs that a partial reads in this prompt's context. */
  readonly usedByPartials: ReadonlySet<string>;
  /** True when something may read every input: `{{json this}}`, an unknown partial, `{{lookup this x}}`. */
  readonly mayUseAll: boolean;
  /** The scope inside of each body. */
  readonly scopes: ReadonlyMap<Program, Scope>;
}

/** Finds the tree of a partial by its bare name. A `Map` is one. */
export interface PartialTrees {
  get(name: string): PromptTree | undefined;
}

export interface AnalyzeOptions {
  /** Trees of the partials that the prompt can see, by bare name. */
  readonly partials?: PartialTrees;
  /** Helpers besides the built-in ones and those in `prompthub.requires`. */
  readonly helpers?: readonly string[];
}

interface PartialUsage {
  readonly names: ReadonlySet<string>;
  /** Read as `@root.name`, whatever the partial's context is. */
  readonly rootNames: ReadonlySet<string>;
  readonly everything: boolean;
}

const NOTHING: PartialUsage = { names: new Set(), rootNames: new Set(), everything: false };
const EVERYTHING: PartialUsage = { ...NOTHING, everything: true };
const MAX_PARTIAL_DEPTH = 100;

/** Finds out what each path of a template means. Linear in the template; uses no recursion. */
export function analyze(tree: PromptTree, options: AnalyzeOptions = {}): Analysis {
  return new Analyzer(tree, options).run();
}

class Analyzer {
  readonly #tree: PromptTree;
  readonly #partials: PartialTrees;
  readonly #helpers: ReadonlySet<string>;
  readonly #input: InputSchema;
  readonly #root: Scope;
  readonly #references: Reference[] = [];
  readonly #byNode = new Map<PathExpression, Reference>();
  readonly #scopes = new Map<Program, Scope>();
  readonly #resolved = new Map<Scope, Map<string, Resolution>>();
  readonly #usages = new Map<string, Reference[]>();
  readonly #usedByPartials = new Set<string>();
  readonly #memo: Map<string, PartialUsage>;
  readonly #depth: number;
  #mayUseAll = false;

  constructor(
    tree: PromptTree,
    { partials = new Map(), helpers = [] }: AnalyzeOptions,
    { memo = new Map(), depth = 0 }: { memo?: Map<string, PartialUsage>; depth?: number } = {},
  ) {
    this.#tree = tree;
    this.#memo = memo;
    this.#depth = depth;
    this.#partials = partials;
    this.#input = readInputSchema(tree.frontmatter);
    this.#helpers = new Set([...helpers, ...declaredNames(tree.frontmatter, 'helpers')]);
    this.#root = rootScope(this.#input);
  }

  run(): Analysis {
    const byDepth: Scope[] = [];
    visit(this.#tree.template, (node, { length: depth }) => {
      const own = node.type === 'Program' ? this.#scopes.get(node) : undefined;
      const scope = own ?? byDepth[depth - 1] ?? this.#root;
      byDepth[depth] = scope;
      this.#visit(node, scope);
    });
    return {
      input: this.#input,
      root: this.#root,
      references: this.#references,
      byNode: this.#byNode,
      usages: this.#usages,
      usedByPartials: this.#usedByPartials,
      mayUseAll: this.#mayUseAll,
      scopes: this.#scopes,
    };
  }

  #visit(node: TemplateNode, scope: Scope): void {
    switch (node.type) {
      case 'Program':
        this.#scopes.set(node, scope);
        break;
      case 'BlockStatement':
        if (!node.inverted) this.#scopes.set(node.program, this.#inner(node, scope));
        this.#callee(node.path, scope, node.params.length > 0 || node.hash !== undefined);
        this.#values(node, scope);
        break;
      case 'MustacheStatement':
        this.#callee(node.path, scope, node.params.length > 0 || node.hash !== undefined);
        this.#values(node, scope);
        break;
      case 'SubExpression':
        this.#callee(node.path, scope, true);
        this.#values(node, scope);
        break;
      case 'PartialStatement':
      case 'PartialBlockStatement':
        this.#values(node, scope);
        this.#partial(node, scope);
        break;
      case 'HashPair':
        this.#value(node.value, scope);
        break;
      default:
    }
  }

  #callee(path: Expression, scope: Scope, called: boolean): void {
    if (path.type !== 'PathExpression') return;
    if (!called && !this.#isHelper(path, scope)) return this.#value(path, scope);
    const name = path.original;
    this.#add({ node: path, position: 'helper', resolution: { kind: 'helper', name }, scope });
  }

  /** Handlebars: a bare name that a helper has means the helper, unless a block parameter shadows it. */
  #isHelper(path: PathExpression, scope: Scope): boolean {
    const name = path.parts[0]?.name ?? '';
    const simple = path.parts.length === 1 && path.depth === 0 && !path.isThis && !path.data;
    return (
      simple && !blockParam(scope, name) && (builtinHelper(name) !== undefined || this.#helpers.has(name))
    );
  }

  #values({ params }: { readonly params: readonly Expression[] }, scope: Scope): void {
    for (const param of params) this.#value(param, scope);
  }

  #value(node: Expression, scope: Scope): void {
    if (node.type !== 'PathExpression') return;
    this.#add({ node, position: 'value', resolution: this.#resolve(node, scope), scope });
  }

  /** The same name means the same in the same scope, so that each is looked up once. */
  #resolve(node: PathExpression, scope: Scope): Resolution {
    let known = this.#resolved.get(scope);
    if (known === undefined) this.#resolved.set(scope, (known = new Map<string, Resolution>()));
    const found = known.get(node.original);
    if (found !== undefined) return found;
    const resolution = resolvePath(node, scope, { input: this.#input, root: this.#root });
    // What is unknown says at which place of the path.
    if (resolution.kind !== 'unknown') known.set(node.original, resolution);
    return resolution;
  }

  #add(reference: Reference): void {
    this.#references.push(reference);
    this.#byNode.set(reference.node, reference);
    const { resolution } = reference;
    const isInput = resolution.kind === 'input' || resolution.kind === 'unknown';
    if (!isInput) return;
    if (resolution.input === undefined) {
      if (resolution.kind === 'input') this.#mayUseAll = true;
      return;
    }
    const usages = this.#usages.get(resolution.input);
    if (usages) usages.push(reference);
    else this.#usages.set(resolution.input, [reference]);
  }

  #partial(node: PartialStatement | PartialBlockStatement, scope: Scope): void {
    const name = node.name.type === 'PathExpression' ? node.name.original : undefined;
    const usage = name === undefined ? undefined : this.#usageOf(name);
    if (usage === undefined || usage.everything) {
      this.#mayUseAll = true;
      return;
    }
    for (const used of usage.rootNames) this.#usedByPartials.add(used);
    if (node.params.length > 0 || !scope.isRoot) return;
    const given = new Set(node.hash?.pairs.map(({ key }) => key));
    for (const used of usage.names) if (!given.has(used)) this.#usedByPartials.add(used);
  }

  /** Which names a partial reads from whoever calls it; undefined when nobody knows the partial. */
  #usageOf(name: string): PartialUsage | undefined {
    const known = this.#memo.get(name);
    if (known) return known;
    const tree = this.#partials.get(name);
    if (tree === undefined) return undefined;
    this.#memo.set(name, this.#depth < MAX_PARTIAL_DEPTH ? NOTHING : EVERYTHING);
    if (this.#depth >= MAX_PARTIAL_DEPTH) return EVERYTHING;
    const options = { partials: this.#partials, helpers: [...this.#helpers] };
    const inner = new Analyzer(tree, options, { memo: this.#memo, depth: this.#depth + 1 }).run();
    const usage: PartialUsage = {
      names: new Set([...inner.usedByPartials, ...inner.usages.keys()]),
      rootNames: new Set(inner.references.filter(({ node }) => node.data).flatMap(inputName)),
      everything: inner.mayUseAll,
    };
    this.#memo.set(name, usage);
    return usage;
  }

  /** The scope inside of a block's body. */
  #inner(node: BlockStatement, scope: Scope): Scope {
    const isCall = this.#isCall(node, scope);
    const argument = isCall ? node.params[0] : node.path;
    const helper = isCall ? (node.path.type === 'PathExpression' ? node.path.original : '') : undefined;
    const value = argument?.type === 'PathExpression' ? this.#resolve(argument, scope) : undefined;
    return enterBlock(node, { scope, helper, value });
  }

  #isCall(node: BlockStatement, scope: Scope): boolean {
    if (node.params.length > 0 || node.hash !== undefined) return true;
    return node.path.type === 'PathExpression' && this.#isHelper(node.path, scope);
  }
}

function inputName({ resolution }: Reference): string[] {
  const isInput = resolution.kind === 'input' || resolution.kind === 'unknown';
  return isInput && resolution.input !== undefined ? [resolution.input] : [];
}
