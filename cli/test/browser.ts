/** As much of a browser as the hub's pages need: keeps cookies, fills in forms, follows nothing by itself. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  /** Loads the page and submits its form to `action` with its hidden fields and `fields`. */
  async submit(page: string, action: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    const shown = await this.#send(page);
    const body = new URLSearchParams({ ...hiddenFields(await shown.text(), action), ...fields });
    return this.#send(new URL(action, page).href, { method: 'POST', body });
  }

  async #send(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie, origin: new URL(url).origin, 'sec-fetch-site': 'same-origin' },
    });
    for (const line of answer.headers.getSetCookie()) {
      const pair = line.split(';')[0] ?? '';
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  }
}

function hiddenFields(html: string, action: string): Record<string, string> {
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
  const entities: Readonly<Record<string, string>> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' };
  return text.replace(/&(quot|#39|lt|gt|amp);/g, (_all, name: string) => entities[name] ?? '');
}
