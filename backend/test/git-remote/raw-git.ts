import type { TestHub } from '../hub';

/** How a request that git would not make is made. */
export interface Asked {
  token?: string;
  authorization?: string;
  project?: string;
  headers?: Record<string, string>;
}

/** What git sends as `Authorization` for a token. */
export const basic = (token: string) => `Basic ${Buffer.from(`any:${token}`).toString('base64')}`;

/** Asks a hub's Git remote without git. */
export async function askGit(
  hub: TestHub,
  { route, body }: { route: string; body: Buffer | undefined },
  asked: Asked = {},
) {
  const { token, project = 'acme/support-desk', headers = {} } = asked;
  const authorization = asked.authorization ?? (token === undefined ? undefined : basic(token));
  const service = route.replace('info/refs?service=', '');
  const answer = await fetch(`${hub.url}/${project}.git/${route}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': `application/x-${service}-request` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
