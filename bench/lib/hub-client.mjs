import { Agent, request } from 'node:http';

/** The hub's API over one connection that stays open. */
export class HubClient {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #headers;

  /** `project` is the address of the project that routes are below. */
  constructor({ port, token, project }) {
    this.port = port;
    this.project = project;
    this.#headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  }

  get(route, query = {}) {
    const search = new URLSearchParams(query).toString();
    return this.#ask('GET', `${this.project}/${route}${search === '' ? '' : `?${search}`}`);
  }

  post(route, body) {
    return this.#ask('POST', `${this.project}/${route}`, JSON.stringify(body));
  }

  put(route, body) {
    return this.#ask('PUT', `${this.project}/${route}`, JSON.stringify(body));
  }

  /** A new personal access token. */
  async personalToken(scopes) {
    const url = `http://127.0.0.1:${this.port}/api/v1/me/tokens`;
    return (await this.#ask('POST', url, JSON.stringify({ name: 'bench', scopes }))).token;
  }

  /** An address for git, with a personal access token in it. */
  async remote() {
    const token = await this.personalToken(['write']);
    return `http://me:${token}@127.0.0.1:${this.port}/bench/prompts.git`;
  }

  close() {
    this.#agent.destroy();
  }

  #ask(method, url, body) {
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, agent: this.#agent, headers: this.#headers }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode < 300) resolve(JSON.parse(text));
          else reject(new Error(`${method} ${url}: ${response.statusCode} ${text.slice(0, 600)}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
