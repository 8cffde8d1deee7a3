import { createHash } from 'node:crypto';
import type { GatewayCall } from '@prompthub/engine';
import { canonicalJson } from './canonical-json';

/** All that an answer depends on. Which file and version asked is not among it: equal messages have equal answers. */
export interface Question {
  /** Whose answers these are: no other project is ever given them. */
  readonly organizationId: string;
  readonly projectId: string;
  /** Where each model of the call is asked, in an order that the call decides. */
  readonly addresses: readonly string[];
  /** Names of models are `provider/model`. */
  readonly call: GatewayCall;
}

/** Raised when kept answers are to be forgotten because they mean something else now. */
const FORMAT = 1;

/** Where the answer to a question is kept: 64 hexadecimal digits. Equal for equal meaning, whatever the order of properties. */
export function answerKey({ organizationId, projectId, addresses, call }: Question): string {
  const { model, fallbacks, request } = call;
  const question = { format: FORMAT, organizationId, projectId, addresses, model, fallbacks, request };
  return createHash('sha256').update(canonicalJson(question)).digest('hex');
}
