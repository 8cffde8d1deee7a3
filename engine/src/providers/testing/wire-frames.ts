import type { WireUnderTest } from './wire-server';

/** A streamed answer as it stands on the wire, in three parts that can be sent, cut and repeated apart. */
export interface WireFrames {
  /** What comes before the first token. */
  readonly head: string;
  /** One for each piece of text. */
  readonly pieces: readonly string[];
  /** Why it ended, what it used (12 tokens in, 7 out), and the end of the stream. */
  readonly tail: string;
}

export function textFrames(wire: WireUnderTest, pieces: readonly string[]): WireFrames {
  if (wire.name === 'responses') return responsesFrames(pieces);
  return wire.kind === 'anthropic' ? anthropicFrames(pieces) : openaiFrames(pieces);
}

function openaiFrames(pieces: readonly string[]): WireFrames {
  const chunk = (delta: object, finish_reason: string | null = null): string =>
    data({ id: 'c1', model: 'm', choices: [{ index: 0, delta, finish_reason }] });
  const usage = { prompt_tokens: 12, completion_tokens: 7 };
  return {
    head: chunk({ role: 'assistant', content: '' }),
    pieces: pieces.map((content) => chunk({ content })),
    tail: chunk({}, 'stop') + data({ id: 'c1', model: 'm', choices: [], usage }) + 'data: [DONE]\n\n',
  };
}

function responsesFrames(pieces: readonly string[]): WireFrames {
  const response = { id: 'resp_1', model: 'm', status: 'in_progress', output: [] };
  const message = { type: 'message', content: [{ type: 'output_text', text: pieces.join('') }] };
  const usage = { input_tokens: 12, output_tokens: 7 };
  const done = { ...response, status: 'completed', output: [message], usage };
  return {
    head: event({ type: 'response.created', response }),
    pieces: pieces.map((delta) => event({ type: 'response.output_text.delta', output_index: 0, delta })),
    tail: event({ type: 'response.completed', response: done }),
  };
}

function anthropicFrames(pieces: readonly string[]): WireFrames {
  const usage = { input_tokens: 12, output_tokens: 1 };
  const message = { id: 'msg_1', model: 'm', content: [], usage };
  const block = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
  const delta = (text: string) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text },
  });
  const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } };
  return {
    head: event({ type: 'message_start', message }) + event(block),
    pieces: pieces.map((text) => event(delta(text))),
    tail: event({ type: 'content_block_stop', index: 0 }) + event(end) + event({ type: 'message_stop' }),
  };
}

function event(body: { type: string; [key: string]: unknown }): string {
  return `event: ${body.type}\n${data(body)}`;
}

function data(body: unknown): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}
