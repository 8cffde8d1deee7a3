import type { Message, RenderedPrompt, ToolDefinition } from '@prompthub/core';
import type { GatewayCall } from '@prompthub/engine';
import type { CacheWish } from '@prompthub/protocol';
import type { Actor } from '../common/actor';
import type { GivenArm } from '../experiments/running-experiment';
import type { Spender } from '../spending/spender';
import type { AskableCall } from './askable-call';
import type { OpenModels } from './model-caller';

/** Everything that can be refused has been looked at; what is left is to ask the model. */
export interface PreparedExecution {
  readonly actor: Actor;
  readonly spender: Spender;
  readonly commit: string;
  /** The arm of an experiment whose version it is. */
  readonly experiment?: GivenArm | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  /** What the caller said after the prompt's messages. */
  readonly messages?: readonly Message[] | undefined;
  /** Whom it asks what. Names of models are `provider/model`. */
  readonly call: GatewayCall;
  /** Models that were wanted too, and cannot be asked. */
  readonly leftOut: AskableCall['leftOut'];
  readonly models: OpenModels;
  /** Undefined: nothing is kept, nothing kept is given. */
  readonly cache: CacheWish | undefined;
  readonly timeoutMs: number | undefined;
}

/** What a caller gives beside a prompt's own. */
export interface RequestExtras {
  /** After the prompt's messages. */
  readonly messages?: readonly Message[];
  /** In place of the prompt's settings of the same name. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** In place of the prompt's. */
  readonly tools?: readonly ToolDefinition[];
  /** In place of the prompt's. */
  readonly output?: RenderedPrompt['output'];
}

export interface Listener {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The call was let in: whatever comes after is its own success or failure, and on record. */
  readonly onBegin?: (executionId: string) => void;
  /** Text as it arrives; the next piece waits until it returns. */
  readonly onText?: (text: string) => Promise<void>;
}
