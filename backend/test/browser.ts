import type { TestHub, TestResponse } from './hub';

/** As much of a browser as the hub's pages need: keeps cookies, reads forms, submits them, follows nothing by itself. */
export class TestBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #hub: TestHub;

  constructor(hub: TestHub) {
    this.#hub = hub;
  }

  get(path: string): Promise<TestResponse> {
    return this.#send(path, {});
  }

  post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<TestResponse> {
    return this.#send(path, { form, headers });
  }

  /** Loads the page, fills in its form to `action` and submits it. */
  async submit(page: string, action: string, fields: Record<string, string>): Promise<TestResponse> {
    const shown = await this.get(page);
    return this.post(action, { ...hiddenFields(shown.text, action), ...fields });
  }

  async #send(
    path: string,
    { form, headers = {} }: { form?: Record<string, string>; headers?: Record<string, string> },
  ): Promise<TestResponse> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#hub.request(path, {
      headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(form === undefined ? {} : { form }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    const gone = attributes.some((attribute) => /^(Max-Age=0|Expires=Thu, 01 Jan 1970)/i.test(attribute));
    if (gone) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(pair.indexOf('=') + 1));
  }
}

/** The hidden fields of the form that goes to `action`, as a browser would send them. */
export function hiddenFields(html: string, action: string): Record<string, string> {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const inputs = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => input);
  return Object.fromEntries(
    inputs.map((input) => [attribute(input, 'name'), unescape(attribute(input, 'value'))]),
  );
}

function attribute(tag: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

function unescape(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
