import type { BlockStatement, PartialBlockStatement, PartialStatement, Statement } from '../syntax/ast';
import { callKind, calleeOf } from './call-kind';
import type { Scope } from './call-kind';
import type { Watch } from './handlebars-ast';
import type { Helper } from './helpers';
import { blockAround, mustacheOf, watchedMustache } from './handlebars-nodes';
import { calledValue } from './instrument';
import type { Instrument } from './instrument';
import type { Marks } from './marks';
import type { Listener } from './messages';
import type { Frame, Home, Piece, Trace, TracedText, Visit } from './pieces';
import { valuePath } from './value-path';
import type { Tracked, TrackedData } from './value-path';

const TEXT = 'prompthub:text';
const VALUE = 'prompthub:value';
const CALL = 'prompthub:call';
const OPAQUE = 'prompthub:opaque';

/** Blocks that print what stands in them as it is. What another one does to its body, nobody can follow. */
const TRANSPARENT = ['if', 'unless', 'each', 'with', 'ifEquals', 'unlessEquals'];

type PartialNode = PartialStatement | PartialBlockStatement;

interface Site {
  readonly node: Statement;
  readonly home: Home;
  readonly blockParams: readonly string[];
}

interface BlockOptions extends Tracked {
  readonly fn: (context: unknown) => unknown;
}

/**
 * Finds out what printed each character of a rendering. Every statement that prints puts a mark before its text; the marks are
 * taken out again before messages are made. Nothing is printed for a mark alone, so that Handlebars, which indents the
 * lines of a partial, sees the same lines as without.
 */
export class Tracer implements Instrument {
  readonly forgiving = false;
  readonly paths = true;
  /** What each part was made of, and what began each message. */
  readonly made = new Map<object, readonly Piece[]>();
  readonly histories: { readonly after: number; readonly by: Piece }[] = [];
  /** The visit that a structure comes from. */
  readonly structures = new Map<Piece, Visit>();
  readonly #transparent: ReadonlySet<string>;
  readonly #sites: Site[] = [];
  #frame: Frame | undefined;
  /** How many blocks are open into which nobody can look. */
  #blind = 0;

  /** `hostHelpers` replace ours of the same name. */
  constructor(hostHelpers: readonly string[]) {
    this.#transparent = new Set(TRANSPARENT.filter((name) => !hostHelpers.includes(name)));
  }

  readonly listener: Listener = {
    made: (made, of) => void this.made.set(made, of),
    history: (after, by) => void this.histories.push({ after, by }),
  };

  entered(partial: string, data: TrackedData | undefined): void {
    if (!this.#frame) return;
    this.#frame.target ??= partial;
    // Handlebars takes named arguments for the path of the partial's values.
    if (data) data.contextPath = this.#frame.path;
  }

  wrap(home: Home): Watch['wrap'] {
    return (node, made, scope) => {
      const [first] = made;
      if (first === undefined) return made;
      const number = this.#sites.push({ node, home, blockParams: scope.blockParams }) - 1;
      switch (node.type) {
        case 'ContentStatement':
          return [mustacheOf(TEXT, number, first)];
        case 'MustacheStatement':
          return [watchedMustache(node, first, { helper: VALUE, number, scope }) ?? first];
        case 'PartialStatement':
        case 'PartialBlockStatement':
          // We indent ourselves: Handlebars cannot tell the indentation from what it indents.
          return blockAround(CALL, number, [{ ...first, indent: '' }]);
        case 'BlockStatement':
          return this.#isTransparent(node, scope) ? made : blockAround(OPAQUE, number, made);
        default:
          return made;
      }
    };
  }

  helpers(marks: () => Marks): Record<string, Helper> {
    const print = (text: string, by: () => Visit): string =>
      text === '' || this.#blind > 0 ? text : marks().add({ kind: 'visit', visit: by() }).toString() + text;
    const indent = (text: string, by: Visit): string =>
      this.#blind > 0
        ? text
        : marks().add({ kind: 'indent', visit: by, length: text.length }).toString() + text;
    const printValue = (number: unknown, value: unknown, options: unknown): string =>
      print(textOf(value), () => this.#visit(this.#site(number), options as Tracked));
    return {
      [TEXT]: (number) => {
        const site = this.#site(number);
        const text = site.node.type === 'ContentStatement' ? site.node.value : '';
        return print(text, () => this.#visit(site));
      },
      [VALUE]: function (number, value, options) {
        return printValue(number, calledValue(this, value), options);
      },
      [CALL]: (number, context, options) => {
        const site = this.#site(number);
        const node = site.node as PartialNode;
        const text = textOf(this.#inside({ ...site, node }, context, options as BlockOptions));
        const blanks = node.type === 'PartialStatement' ? node.indent : '';
        if (blanks === '') return text;
        // As Handlebars does it: not behind a last line break.
        const lines = text.split('\n');
        const last = lines.at(-1) === '' ? lines.length - 1 : lines.length;
        const by = this.#visit(site);
        return lines.map((line, index) => (index < last ? indent(blanks, by) + line : line)).join('\n');
      },
      [OPAQUE]: (number, context, options) => {
        const text = this.#blindly(() => textOf((options as BlockOptions).fn(context)));
        return print(text, () => this.#visit(this.#site(number)));
      },
    };
  }

  /** Takes the marks out, and tells for each text what printed it. */
  output(pieces: readonly Piece[]): readonly Piece[] {
    const result: Piece[] = [];
    let visit: Visit | undefined;
    let start = 0;
    let indent: Extract<Trace, { kind: 'indent' }> | undefined;
    const add = (text: string, more: Omit<TracedText, 'kind' | 'text'>): void =>
      void (text !== '' && result.push({ kind: 'text', text, ...more }));
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        const length = indent?.length ?? 0;
        if (indent) add(piece.slice(0, length), { visit: indent.visit, start: 0, isIndent: true });
        indent = undefined;
        if (visit) add(piece.slice(length), { visit, start, isIndent: false });
        start += piece.length - length;
      } else if (piece.kind === 'visit') {
        visit = piece.visit;
        start = 0;
      } else if (piece.kind === 'indent') {
        indent = piece;
      } else {
        if (visit) this.structures.set(piece, visit);
        result.push(piece);
      }
    }
    return result;
  }

  #inside(site: Site & { node: PartialNode }, context: unknown, { fn, data }: BlockOptions): unknown {
    const parent = this.#frame;
    const path = data?.contextPath;
    this.#frame = { ...site, parent, path, target: undefined };
    try {
      return fn(context);
    } finally {
      this.#frame = parent;
      // Handlebars leaves the path of a partial's argument behind.
      if (data) data.contextPath = path;
    }
  }

  #blindly(render: () => string): string {
    this.#blind++;
    try {
      return render();
    } finally {
      this.#blind--;
    }
  }

  #site(number: unknown): Site {
    return this.#sites[Number(number)] as Site;
  }

  #visit({ node, home, blockParams }: Site, tracked?: Tracked): Visit {
    const frame = this.#frame;
    return { node, home, frame, path: tracked && valuePath(node, { frame, blockParams }, tracked) };
  }

  #isTransparent(node: BlockStatement, scope: Scope): boolean {
    return callKind(node, scope) !== 'helper' || this.#transparent.has(calleeOf(node.path).name);
  }
}

/** As Handlebars prints a value. */
function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : '' + (value as string);
}
