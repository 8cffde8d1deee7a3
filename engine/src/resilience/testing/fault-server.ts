import type { ServerResponse } from 'node:http';
import { createProvider } from '../../providers/provider-registry';
import { textFrames } from '../../providers/testing/wire-frames';
import { contextFor, startPlainServer, type WireUnderTest } from '../../providers/testing/wire-server';
import type { GatewayEvent } from '../gateway';
import type { RunOptions } from '../run';

export interface FaultServer {
  /** Names of the models that were asked for, in order. */
  readonly asked: string[];
  /** How each model answers the requests, one after the other; the last answer for ever. Others answer well. */
  readonly answers: Map<string, readonly Answer[]>;
  /** Finds the models of one provider on this server. */
  readonly open: (wire: WireUnderTest) => RunOptions['open'];
  readonly stop: () => Promise<void>;
}

export type Answer = (response: ServerResponse, wire: WireUnderTest) => void;

/** Says `from <model>` in two pieces. */
export const well =
  (model: string): Answer =>
  (response, wire) => {
    const { head, pieces, tail } = textFrames(wire, ['from ', model]);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(head + pieces.join('') + tail);
  };

/** A server of real HTTP that speaks the wire of whoever is under test, and does to each model's calls what it is told. */
export async function startFaultServer(): Promise<FaultServer> {
  const asked: string[] = [];
  const answers = new Map<string, readonly Answer[]>();
  let speaking: WireUnderTest | undefined;
  const server = await startPlainServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { model } = JSON.parse(body) as { model: string };
      asked.push(model);
      const times = asked.filter((name) => name === model).length;
      const script = answers.get(model) ?? [well(model)];
      if (speaking) (script[times - 1] ?? script.at(-1))?.(response, speaking);
    });
  });
  return {
    asked,
    answers,
    open: (wire) => {
      speaking = wire;
      const context = contextFor(wire, server.url);
      return (model) => createProvider(model, context);
    },
    stop: () => server.stop(),
  };
}

export interface Listened {
  readonly text: string;
  readonly done: Extract<GatewayEvent, { type: 'done' }> | undefined;
  readonly error: unknown;
}

/** Hears a stream to its end, whichever that is. */
export async function listen(events: AsyncIterable<GatewayEvent>): Promise<Listened> {
  let text = '';
  let done: Listened['done'];
  try {
    for await (const event of events) {
      if (event.type === 'text') text += event.text;
      else done = event;
    }
    return { text, done, error: undefined };
  } catch (error) {
    return { text, done, error };
  }
}
