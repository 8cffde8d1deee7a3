import type { PreviewInput, PreviewMessage, PreviewOrigin, PreviewResult } from '@prompthub/protocol';

/** What the page is given: no places of files, so that what looks the same is the same. */
export interface PreviewView {
  readonly model: string | undefined;
  readonly messages: readonly MessageView[];
  readonly tests: PreviewResult['tests'];
  /** The test that is shown; undefined for own values, or when there is none. */
  readonly testId: string | undefined;
  readonly own: boolean;
  readonly inputs: readonly PreviewInput[];
  readonly values: PreviewResult['values'];
  readonly problems: PreviewResult['problems'];
  /** In words, as costs are. */
  readonly tokens: string | undefined;
  /** Costs in words. */
  readonly costs: readonly { readonly model: string; readonly cost: string; readonly own: boolean }[];
  readonly error: { readonly message: string; readonly hasPlace: boolean } | undefined;
}

interface MessageView {
  readonly role: string;
  readonly history: boolean;
  readonly tokens: string | undefined;
  /** Whether a tag begins it. */
  readonly isTagged: boolean;
  readonly parts: readonly PartView[];
}

type PartView =
  | { readonly type: 'text'; readonly text: string; readonly segments: readonly SegmentView[] }
  | { readonly type: 'media'; readonly url: string; readonly contentType: string | undefined }
  | { readonly type: 'other'; readonly text: string };

/** Start, end, kind, and what it is, for people. */
type SegmentView = readonly [number, number, PreviewOrigin['kind'], string];

/** `rendered` is the last result that has messages: those of `result`, unless there is an error. */
export function viewOf(
  { result, rendered }: { result: PreviewResult; rendered: PreviewResult },
  { own, dollars }: { own: boolean; dollars: (amount: number) => string },
): PreviewView {
  const { model, tests, testId, inputs, values, problems, error } = result;
  const { estimate } = rendered;
  const costs = estimate?.costs.map(({ costUsd, ...cost }) => ({
    ...cost,
    cost: costUsd === undefined ? 'price not known' : dollars(costUsd),
  }));
  return {
    ...{ model, tests, testId, own, inputs, values, problems },
    messages: rendered.messages.map(messageView),
    tokens: tokensOf(estimate),
    costs: costs ?? [],
    error: error && { message: error.message, hasPlace: error.range !== undefined },
  };
}

function messageView(message: PreviewMessage): MessageView {
  const { role, history, begin, parts } = message;
  return {
    role,
    history,
    tokens: tokensOf(message),
    isTagged: begin !== undefined,
    parts: parts.map(partView),
  };
}

function tokensOf(
  count: { tokens?: number | undefined; exact?: boolean | undefined } = {},
): string | undefined {
  const { tokens, exact } = count;
  if (tokens === undefined) return undefined;
  return `${exact ? '' : '≈ '}${tokens.toLocaleString('en-US')} ${tokens === 1 ? 'token' : 'tokens'}`;
}

function partView(part: PreviewMessage['parts'][number]): PartView {
  switch (part.type) {
    case 'text':
      return {
        type: 'text',
        text: part.text,
        segments: part.segments.map(({ start, end, origin }) => [start, end, origin.kind, labelOf(origin)]),
      };
    case 'media':
      return { type: 'media', url: part.url, contentType: part.contentType };
    case 'other':
      return { type: 'other', text: part.text };
  }
}

function labelOf(origin: PreviewOrigin): string {
  if (origin.kind === 'history') return 'from the conversation so far';
  const what = origin.kind === 'value' ? (origin.path ?? 'computed') : '';
  const file = origin.via.length > 0 ? fileOf(origin.uri) : '';
  return [what, file && `in ${file}`].filter(Boolean).join(' ');
}

function fileOf(uri: string): string {
  return decodeURIComponent(uri.split('/').at(-1) ?? uri);
}
