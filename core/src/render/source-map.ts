import type { RenderOptions } from '../options';
import type { ContentStatement } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import { compileWith } from './compile';
import type { Frame, Home, Piece, TracedText, Visit } from './pieces';
import type { DataArgument, Message, Part, RenderedPrompt } from './rendered-prompt';
import { Tracer } from './tracer';

/** Where something stands. */
export interface SourcePlace {
  /** The name of the partial whose source it is; undefined for the prompt's own. */
  readonly partial: string | undefined;
  readonly range: Range;
}

/** What printed a stretch of a message. */
export type Origin =
  /** The characters at `range`, as they stand there. */
  | (SourcePlace & { readonly kind: 'text'; readonly callers: readonly SourcePlace[] })
  /**
   * The tag (or the host's block) at `range`. `path` leads from the input to the value, as `items.0.title`; undefined for what was
   * computed, and for what is no input.
   */
  | (SourcePlace & {
      readonly kind: 'value';
      readonly path: string | undefined;
      readonly callers: readonly SourcePlace[];
    })
  /** The conversation so far, which the caller gave. */
  | { readonly kind: 'history' };

/** `start` and `end` count in the text of the part; both are 0 for a part without text. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  /** The segments of one value have the same object. */
  readonly origin: Origin;
}

export interface MessageMap {
  /** The `{{role}}` or `{{history}}` that the message begins with; undefined when there is none. */
  readonly begin: Origin | undefined;
  /** For each part its segments, which cover its text without gaps. */
  readonly parts: readonly (readonly Segment[])[];
}

/** Of each message in order. `callers` are the tags that lead to a partial, the prompt's own first. */
export interface SourceMap {
  readonly messages: readonly MessageMap[];
  /** Each `{{history}}`, and after how many messages the conversation so far goes because of it. */
  readonly histories: readonly { readonly after: number; readonly origin: Origin | undefined }[];
}

/**
 * Renders as `render` does, and tells for every character what printed it. White space that was trimmed around tags is in no message
 * and in no segment. The blanks before `{{> partial}}` on a line of its own stand for each line that they indent. What a block
 * helper of the host prints is one value, whatever stands in the block. Rejects with a RenderError.
 */
export async function renderWithSourceMap(
  source: string | PromptTree,
  data: DataArgument = {},
  options: RenderOptions = {},
): Promise<{ prompt: RenderedPrompt; map: SourceMap }> {
  const tracer = new Tracer(Object.keys(options.helpers ?? {}));
  const compiled = await compileWith(source, options);
  const { tree } = compiled;
  const prompt = compiled.render(data);
  const traced = (await compileWith(tree, options, tracer)).render(data);
  const reader = new MapReader(tracer);
  const template = { partial: undefined, range: tree.template.range };
  const messages = traced.messages.map((message, index) =>
    asPrinted(reader.message(message), { traced: message, printed: prompt.messages[index], template }),
  );
  return { prompt, map: { messages, histories: reader.histories() } };
}

/**
 * Numbers that begin a body are added when nobody looks (see interpret.ts), and stand side by side when somebody does. The text of such
 * a part is one value, which the template as a whole printed.
 */
function asPrinted(
  map: MessageMap,
  { traced, printed, template }: { traced: Message; printed: Message | undefined; template: SourcePlace },
): MessageMap {
  const parts = map.parts.map((segments, index) => {
    const [seen, part] = [traced.content[index], printed?.content[index]];
    if (!part || !seen || !('text' in part) || !('text' in seen) || part.text === seen.text) return segments;
    const origin: Origin = { kind: 'value', ...template, path: undefined, callers: [] };
    return [{ start: 0, end: part.text.length, origin }];
  });
  return { ...map, parts };
}

/** Turns what the tracer saw into a map of the messages. */
class MapReader {
  readonly #tracer: Tracer;
  readonly #values = new Map<Visit, Origin>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  message(message: Message): MessageMap {
    const [begin] = this.#tracer.made.get(message) ?? [];
    return {
      begin: begin === undefined ? undefined : this.#structure(begin),
      parts: message.content.map((part) => this.#part(part)),
    };
  }

  histories(): SourceMap['histories'] {
    return this.#tracer.histories.map(({ after, by }) => ({ after, origin: this.#structure(by) }));
  }

  #part(part: Part): Segment[] {
    const end = 'text' in part ? part.text.length : 0;
    const pieces = this.#tracer.made.get(part);
    if (!pieces) return [{ start: 0, end, origin: HISTORY }];
    if ('text' in part) return this.#segments(pieces);
    return pieces.map((piece) => ({ start: 0, end, origin: this.#structure(piece) ?? HISTORY }));
  }

  #segments(pieces: readonly Piece[]): Segment[] {
    const segments: Segment[] = [];
    let start = 0;
    for (const piece of pieces) {
      if (typeof piece === 'string' || piece.kind !== 'text') continue;
      const end = start + piece.text.length;
      const origin = this.#text(piece);
      const last = segments.at(-1);
      if (last?.origin === origin) segments[segments.length - 1] = { ...last, end };
      else segments.push({ start, end, origin });
      start = end;
    }
    return segments;
  }

  #structure(piece: Piece): Origin | undefined {
    const visit = this.#tracer.structures.get(piece);
    return visit && this.#value(visit);
  }

  #text({ visit, start, text, isIndent }: TracedText): Origin {
    const { node, home } = visit;
    if (node.type !== 'ContentStatement' && !isIndent) return this.#value(visit);
    const from =
      node.type === 'ContentStatement' ? printedFrom(node, home) + start : node.range.start - text.length;
    const range = { start: from, end: from + text.length };
    return { kind: 'text', partial: home.partial, range, callers: callersOf(visit) };
  }

  #value(visit: Visit): Origin {
    const { node, home, path } = visit;
    const known = this.#values.get(visit);
    const origin: Origin = known ?? {
      ...{ kind: 'value', partial: home.partial, range: node.range, path },
      callers: callersOf(visit),
    };
    this.#values.set(visit, origin);
    return origin;
  }
}

const HISTORY: Origin = { kind: 'history' };

/** The tags on the way to the partial that a statement stands in. */
function callersOf({ frame, home }: Visit): SourcePlace[] {
  const way: Frame[] = [];
  for (let at = frame; at; at = at.parent) way.unshift(at);
  // What stands inside `{{#> partial}}…` is rendered by that partial, and does not belong to it.
  const last = home.partial === undefined ? -1 : way.findLastIndex(({ target }) => target === home.partial);
  return way.slice(0, last + 1).map(({ node, home: { partial } }) => ({ partial, range: node.range }));
}

/** Where in its source the first printed character of a text stands: behind a backslash, and behind white space that was trimmed. */
function printedFrom({ range, value, original }: ContentStatement, { source }: Home): number {
  const start = source.startsWith(original, range.start) ? range.start : range.end - original.length;
  if (value.trim() !== '') return start + leadingSpace(original) - leadingSpace(value);
  return start + (original.endsWith(value) ? original.length - value.length : original.indexOf(value));
}

function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}
