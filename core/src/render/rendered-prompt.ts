import type { JsonSchema, ToolDefinition } from '../options';
import type { Range } from '../syntax/positions';

/** The shapes below are Dotprompt's (`DataArgument`, `RenderedPrompt`), so that either can stand in for the other. */
export type Role = 'user' | 'model' | 'tool' | 'system';

export type Metadata = Record<string, unknown>;

export interface TextPart {
  text: string;
  metadata?: Metadata;
}
export interface DataPart {
  data: Record<string, unknown>;
  metadata?: Metadata;
}
export interface MediaPart {
  media: { url: string; contentType?: string };
  metadata?: Metadata;
}
export interface ToolRequestPart {
  toolRequest: { name: string; input?: unknown; ref?: string };
  metadata?: Metadata;
}
export interface ToolResponsePart {
  toolResponse: { name: string; output?: unknown; ref?: string };
  metadata?: Metadata;
}
/** The place where an output section goes: `{ purpose, pending: true }`. */
export interface PendingPart {
  metadata: Metadata;
}
export type Part = TextPart | DataPart | MediaPart | ToolRequestPart | ToolResponsePart | PendingPart;

export interface Message {
  role: Role;
  content: Part[];
  metadata?: Metadata;
}

export interface DataArgument {
  /** Values of the prompt's variables. */
  input?: Record<string, unknown>;
  /** Each key is readable as `@key`. */
  context?: Record<string, unknown>;
  docs?: { content: Part[]; metadata?: Metadata }[];
  /** The conversation so far; goes where `{{history}}` stands. */
  messages?: Message[];
}

export interface PromptMetadata {
  name?: string;
  variant?: string;
  version?: string;
  description?: string;
  model?: string;
  tools?: string[];
  toolDefs?: ToolDefinition[];
  config?: Record<string, unknown>;
  input?: { default?: Record<string, unknown>; schema?: JsonSchema };
  output?: { format?: string; schema?: JsonSchema };
  raw?: Record<string, unknown>;
  ext?: Record<string, Record<string, unknown>>;
  metadata?: Metadata;
}

export interface RenderedPrompt extends PromptMetadata {
  messages: Message[];
}

/** The value of one expression of the template in one rendering; `values` has more than one entry inside loops. */
export interface EvaluatedExpression {
  /** The whole mustache, braces included, in the prompt's own source (partials are not listed). */
  readonly range: Range;
  readonly values: readonly unknown[];
}

/** Thrown by `render` alone, for what the caller must learn: bad syntax, a missing partial, a cycle, a helper's misuse. */
export class RenderError extends Error {
  readonly code: string;
  /** Where in the prompt's source; undefined when there is no place. */
  readonly range: Range | undefined;
  constructor(code: string, message: string, range?: Range) {
    super(message);
    this.name = 'RenderError';
    this.code = code;
    this.range = range;
  }
}
