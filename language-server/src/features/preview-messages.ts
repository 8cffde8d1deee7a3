import type {
  Message,
  MessageMap,
  Origin,
  Part,
  PromptTree,
  RenderedPrompt,
  Segment,
  SourceMap,
  SourcePlace,
} from '@prompthub/core';
import type { PreviewMessage, PreviewOrigin, PreviewPlace } from '@prompthub/protocol';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import type { PromptTokens } from '../tokens/count-prompt';

interface Rendering {
  readonly context: Context;
  readonly document: PromptDocument;
  readonly tokens: PromptTokens | undefined;
}

/**
 * Rendered messages as the preview shows them, each stretch of text with its place in a file. Where the conversation so far will
 * go, a message without parts stands for it.
 */
export function previewMessages(
  { context, document, tokens }: Rendering,
  { prompt, map }: { prompt: RenderedPrompt; map: SourceMap },
): PreviewMessage[] {
  const places = new Places(context, document);
  const messages = prompt.messages.map((message, index): PreviewMessage => {
    const count = tokens?.messages[index];
    const own: MessageMap = map.messages[index] ?? { begin: undefined, parts: [] };
    return {
      role: message.role,
      parts: message.content.map((part, which) => previewPart(part, own.parts[which] ?? [], places)),
      history: isHistory(message),
      ...(count && { tokens: count.tokens, exact: count.isExact }),
      ...(own.begin && { begin: places.origin(own.begin) }),
    };
  });
  for (const { after, origin } of map.histories.toReversed()) {
    const begin = origin && { begin: places.origin(origin) };
    messages.splice(after, 0, { role: 'user', parts: [], history: true, ...begin });
  }
  return messages;
}

function isHistory({ metadata }: Message): boolean {
  return metadata?.purpose === 'history';
}

function previewPart(
  part: Part,
  segments: readonly Segment[],
  places: Places,
): PreviewMessage['parts'][number] {
  const [first] = segments;
  if ('text' in part) {
    return {
      type: 'text',
      text: part.text,
      segments: segments.map(({ start, end, origin }) => ({ start, end, origin: places.origin(origin) })),
    };
  }
  const origin = first && { origin: places.origin(first.origin) };
  return 'media' in part
    ? { type: 'media', ...part.media, ...origin }
    : { type: 'other', text: JSON.stringify(part), ...origin };
}

/** Offsets in the prompt and its partials as positions in files. */
class Places {
  readonly #document: PromptDocument;
  readonly #uris: ReadonlyMap<string, string>;
  readonly #trees: Readonly<Record<string, PromptTree>>;
  readonly #open: Context['documents'];
  /** Segments of one value share it, and so do their places. */
  readonly #known = new Map<Origin, PreviewOrigin>();

  constructor({ workspace, documents }: Context, document: PromptDocument) {
    this.#document = document;
    this.#uris = workspace.partialUris(document.uri) ?? new Map();
    this.#trees = workspace.partialTrees(document.uri) ?? {};
    this.#open = documents;
  }

  origin(origin: Origin): PreviewOrigin {
    const known = this.#known.get(origin) ?? this.#read(origin);
    this.#known.set(origin, known);
    return known;
  }

  #read(origin: Origin): PreviewOrigin {
    if (origin.kind === 'history') return { kind: 'history' };
    const place = { ...this.#place(origin), via: origin.callers.map((caller) => this.#place(caller)) };
    if (origin.kind === 'text') return { kind: 'text', ...place };
    return { kind: 'value', ...place, ...(origin.path !== undefined && { path: origin.path }) };
  }

  #place({ partial, range }: SourcePlace): PreviewPlace {
    const { uri, lines } = this.#document;
    const file = partial === undefined ? undefined : this.#uris.get(partial);
    const tree = partial === undefined ? undefined : this.#trees[partial];
    if (file === undefined || tree === undefined) return { uri, range: toLspRange(lines, range) };
    return { uri: this.#open.get(file)?.uri ?? file, range: toLspRange(tree.lines, range) };
  }
}
