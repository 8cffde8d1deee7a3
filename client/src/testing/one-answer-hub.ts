import { HubClient } from '../hub-client';
import { startLoopback } from './loopback';

export type Seen = [method: string | undefined, url: string | undefined, body: unknown];

export interface OneAnswerHub {
  readonly hub: HubClient;
  /** What was asked, in order. */
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** For tests: a hub that always answers this, or with 204 when it is undefined. */
export async function startOneAnswerHub(answer: unknown, status = 200): Promise<OneAnswerHub> {
  const seen: Seen[] = [];
  const loopback = await startLoopback((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      seen.push([request.method, request.url, body === '' ? undefined : JSON.parse(body)]);
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      response.writeHead(answer === undefined ? 204 : status, { 'content-type': type });
      response.end(answer === undefined ? undefined : JSON.stringify(answer));
    });
  });
  return { hub: new HubClient({ baseUrl: loopback.url }), seen, close: () => loopback.close() };
}
