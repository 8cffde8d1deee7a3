import type { AssertionShape, ToolDefinition } from '@prompthub/core';
import type { AssertionSpec } from '../runner/test-case';
import type { Span } from '../traces/span';
import type { AssertionTools } from './assertion-tools';

/** What an assertion may look at. */
export interface Observation {
  /** The answer's text (or the rendered messages' text), after transforms. */
  readonly output: string;
  /** The answer as data, when the prompt asks for JSON and it is JSON, or a transform made data of it. */
  readonly data?: unknown;
  /** What the model called, unless a transform made something else of the answer. */
  readonly toolCalls?: readonly { readonly name: string; readonly arguments?: string }[];
  /** The tools that the prompt gave the model. */
  readonly tools?: readonly Pick<ToolDefinition, 'name' | 'inputSchema'>[];
  readonly vars: Readonly<Record<string, unknown>>;
  /** The rendered prompt's text. */
  readonly prompt: string;
  /** `provider/model`; empty in `mode: render`. */
  readonly model: string;
  /** Undefined in `mode: render`: nothing was asked. Milliseconds. */
  readonly latencyMs?: number;
  /** Why the model stopped, as `FinishReason` or in a provider's spelling; undefined when nothing was asked. */
  readonly finishReason?: string;
  /** US dollars; undefined when there is no price. */
  readonly costUsd?: number;
  /** Natural logarithms of the probabilities of the answer's tokens, where the provider gave them. */
  readonly logProbs?: readonly number[];
  /** What was done for the answer; undefined when nobody kept that. */
  readonly spans?: readonly Span[];
}

/** Whether something holds, before `not-` turns it round. */
export interface Finding {
  readonly holds: boolean;
  /** Whether `not-` holds, where that is not just the opposite: none of several, say. */
  readonly holdsNot?: boolean;
  /** 0 to 1; without it 1 when it holds and 0 when not. */
  readonly score?: number;
  /** Completes "Expected the output …": `to contain "x"`. */
  readonly expectation: string;
  /** A half sentence that says what was there instead. */
  readonly detail?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** The author's own words, in place of ours. */
  readonly reason?: string;
}

/** One kind of assertion. Throws AssertionError when the assertion itself is at fault. */
export interface Assertion {
  readonly type: string;
  /** For checks and completion; what `evaluate` refuses does not fit it. */
  readonly shape: AssertionShape;
  evaluate(spec: AssertionSpec, observed: Observation, tools: AssertionTools): Finding | Promise<Finding>;
}

/** The assertion is wrong or cannot be decided; the test is then errored, not failed. */
export class AssertionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AssertionError';
  }
}
