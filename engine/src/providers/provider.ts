import type { JsonSchema, Message, ToolDefinition } from '@prompthub/core';

/** One question to a model: what every provider understands, in the shapes of the rendered prompt. */
export interface ModelRequest {
  /** The model's name at its provider, without the `provider/` prefix. */
  readonly model: string;
  readonly messages: readonly Message[];
  /** Model settings of the frontmatter's `config`: temperature, topP, maxOutputTokens, stopSequences, seed … */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tools?: readonly ToolDefinition[];
  readonly output?: { readonly format?: string; readonly schema?: JsonSchema };
}

/** Token counts of one answer, as the provider reported them; `estimated` when it reported none. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Part of `inputTokens` that the provider read from its cache. */
  readonly cachedInputTokens?: number;
  /** Part of `inputTokens` that the provider wrote to its cache. */
  readonly cacheWriteInputTokens?: number;
  /** Part of `cacheWriteInputTokens` that is kept for an hour, at a higher price (Anthropic). */
  readonly longCacheWriteInputTokens?: number;
  /** Part of `inputTokens` that was sound. */
  readonly audioInputTokens?: number;
  /** Part of `outputTokens` spent on reasoning. */
  readonly reasoningTokens?: number;
  /** Part of `outputTokens` that was sound. */
  readonly audioOutputTokens?: number;
  /** Searches of the provider's own, billed by the piece. */
  readonly webSearches?: number;
  /** How the provider served the call, where that has a price of its own: `priority`, `flex`, `fast`, `us` … */
  readonly tier?: string;
  readonly estimated: boolean;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly arguments: string;
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

export interface ModelAnswer {
  readonly text: string;
  /** What the model said of its thinking, where it does; no part of the answer. */
  readonly reasoning?: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: FinishReason;
  readonly usage: TokenUsage;
  /** The model that answered, as the provider names it. */
  readonly model: string;
  /** Natural logarithms of the probabilities of the text's tokens, where `config.logprobs` asked for them and the provider has them. */
  readonly logProbs?: readonly number[];
  /** The provider's own id of the request, for its support. */
  readonly requestId?: string;
}

/** What arrives while a model answers. */
export type ModelEvent =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'done'; readonly answer: ModelAnswer };

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** For the whole call, milliseconds. */
  readonly timeoutMs?: number;
  /** Sent as a header, so that the server's spans join a trace (W3C Trace Context). */
  readonly traceparent?: string;
}

/** Texts whose meaning is wanted as vectors. */
export interface EmbedRequest {
  /** The model's name at its provider. */
  readonly model: string;
  /** None of them empty. */
  readonly texts: readonly string[];
}

export interface EmbedAnswer {
  /** One for each text, in their order and of one length. */
  readonly vectors: readonly (readonly number[])[];
  readonly usage: Pick<TokenUsage, 'inputTokens' | 'estimated'>;
  /** The model that answered, as the provider names it. */
  readonly model: string;
}

export interface ModerateAnswer {
  readonly flagged: boolean;
  /** `score` is 0 to 1. */
  readonly categories: readonly {
    readonly name: string;
    readonly flagged: boolean;
    readonly score: number;
  }[];
}

/** The one port to all models. A provider holds its key and address; it is made by `createProvider`. */
export interface Provider {
  readonly id: string;
  /**
   * Yields text as it arrives and, last, exactly one `done`. Throws ProviderError; after an abort, one with
   * code `aborted`.
   */
  stream(request: ModelRequest, options?: CallOptions): AsyncIterable<ModelEvent>;
  /** Absent where the provider has no such models. Rejects as `stream` throws. */
  embed?(request: EmbedRequest, options?: CallOptions): Promise<EmbedAnswer>;
  /** Absent where the provider has no such models; it costs nothing. Rejects as `stream` throws. */
  moderate?(
    request: { readonly model: string; readonly text: string },
    options?: CallOptions,
  ): Promise<ModerateAnswer>;
}

export type ProviderErrorCode =
  | 'aborted'
  | 'timeout'
  | 'unauthorized'
  | 'not-found'
  | 'invalid-request'
  | 'context-window'
  | 'content-policy'
  | 'rate-limited'
  | 'quota-exceeded'
  | 'overloaded'
  | 'server-error'
  | 'network'
  /** The model failed too often of late and is spared for a while. */
  | 'circuit-open'
  /** Too many calls of this model go on and wait already. */
  | 'busy'
  | 'malformed-response'
  | 'missing-credentials'
  /** The person did not agree to send anything there. */
  | 'refused'
  | 'unknown-provider'
  | 'unsupported';

/** What went wrong at the provider, in words for the user. Never contains a key. */
export class ProviderError extends Error {
  readonly code: ProviderErrorCode;
  readonly status: number | undefined;
  /** Milliseconds to wait before another try, when the provider said so. */
  readonly retryAfterMs: number | undefined;
  /** True when the model had begun to answer: asking again would be paid twice and say the beginning twice. */
  readonly begun: boolean;
  /** What was used before it failed, as far as the provider reported it or it can be estimated; undefined when nothing is known. */
  readonly used: TokenUsage | undefined;
  /** True when no connection came about: nobody was asked, and nothing can have been used. */
  readonly unreached: boolean;
  constructor(code: ProviderErrorCode, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'ProviderError';
    this.code = code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.begun = details.begun ?? false;
    this.used = details.used;
    this.unreached = details.unreached ?? false;
  }

  /** The same failure of a call that had come so far. */
  after({ begun, used }: Pick<FailureDetails, 'begun' | 'used'>): ProviderError {
    if (!begun && used === undefined) return this;
    const { code, message, status, retryAfterMs, cause, unreached } = this;
    return new ProviderError(code, message, {
      ...{ status, retryAfterMs, cause, unreached },
      begun: this.begun || begun,
      used,
    });
  }
}

interface FailureDetails {
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
  readonly begun?: boolean;
  readonly used?: TokenUsage | undefined;
  readonly unreached?: boolean;
}

/** Where a provider is and how to speak to it; the key comes separately, by host. */
export interface EndpointConfig {
  /** Any name; `model: name/…` refers to it. */
  readonly name: string;
  readonly kind: 'openai' | 'anthropic' | 'azure' | 'openai-compatible' | 'echo' | 'vscode';
  readonly baseUrl?: string;
  /** Azure only. */
  readonly apiVersion?: string;
}

/** Gives the key for exactly one host (`api.openai.com`, `localhost:11434`); undefined when there is none. */
export type CredentialSource = (request: { provider: string; host: string }) => Promise<string | undefined>;

/** Answers with the editor's own language model. Present only inside the editor. */
export type EditorModelBridge = (request: ModelRequest, options: CallOptions) => AsyncIterable<ModelEvent>;

export interface ProviderContext {
  readonly credentials: CredentialSource;
  readonly endpoints?: readonly EndpointConfig[];
  readonly editorModel?: EditorModelBridge;
  /** How requests leave; Node's own `fetch` unless given. It gets real keys. */
  readonly fetch?: typeof fetch;
}
