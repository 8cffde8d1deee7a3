import { randomUUID } from 'node:crypto';
import type { Deployment, Environment, EnvironmentPointer } from '@prompthub/protocol';

export interface Request {
  readonly method: string;
  /** After the project: `environments/staging/deployments`. */
  readonly route: string;
  readonly query: (name: string) => string;
  readonly body: Readonly<Record<string, unknown>>;
}
export type Answer =
  { status: number; value: unknown } | { status: number; code: string; detail: string; more?: object };

/** What the environments of the test's hub point to, in memory. Only production is protected. */
export class TestReleases {
  readonly #moves: Deployment[] = [];
  /** In the order of promotion. */
  #names = [
    { name: 'development', protected: false },
    { name: 'staging', protected: false },
    { name: 'production', protected: true },
  ];
  readonly #behind: (pointer: { commit: string; path: string | undefined }) => number;
  /** Only owners and admins deploy to production. */
  mayDeployToProduction = true;

  constructor(behind: (pointer: { commit: string; path: string | undefined }) => number) {
    this.#behind = behind;
  }

  /** Newest first. */
  get moves(): readonly Deployment[] {
    return this.#moves;
  }

  /** What runs there. */
  at(environment: string, path?: string): string | undefined {
    return this.#last(environment, path)?.to;
  }

  answer({ method, route, query, body }: Request): Answer {
    const [, environment, kind] = route.split('/');
    if (method === 'POST' && !environment) return this.#create(body);
    if (method === 'DELETE' && environment) return this.#delete(environment);
    if (!environment || !kind)
      return { status: 200, value: { items: this.#environments(query('path') || undefined) } };
    const path = typeof body.path === 'string' ? body.path : undefined;
    if (method === 'GET') {
      const wanted = query('path');
      const items = this.#moves.filter(
        (move) => move.environment === environment && (!wanted || move.path === wanted),
      );
      return { status: 200, value: { items } };
    }
    return this.#move({ environment, path, kind, body });
  }

  #create(body: Request['body']): Answer {
    const made = { name: String(body.name), protected: body.protected === true };
    const place = this.#names.findIndex(({ name }) => name === body.after);
    this.#names.splice(place < 0 ? this.#names.length : place + 1, 0, made);
    return { status: 201, value: { ...made, prompts: [] } };
  }

  #delete(name: string): Answer {
    if (this.at(name) !== undefined)
      return { status: 409, code: 'environment-in-use', detail: `Something is deployed to ${name}.` };
    this.#names = this.#names.filter((one) => one.name !== name);
    return { status: 204, value: undefined };
  }

  #move({
    environment,
    path,
    kind,
    body,
  }: {
    environment: string;
    path: string | undefined;
    kind: string;
    body: Request['body'];
  }): Answer {
    if (environment === 'production' && !this.mayDeployToProduction) {
      return { status: 403, code: 'forbidden', detail: 'Only owners and admins deploy to production.' };
    }
    const current = this.at(environment, path);
    if (body.expected !== (current ?? null)) {
      return { status: 409, code: 'release-moved', detail: `${environment} was moved by someone else.` };
    }
    const from = String(body.from);
    const before = this.#stack(environment, path).at(-2);
    if (kind === 'rollbacks' && before === undefined && path === undefined) {
      return {
        status: 409,
        code: 'nothing-before',
        detail: `${environment} had no version before this one.`,
      };
    }
    const ref = typeof body.ref === 'string' ? body.ref : undefined;
    const to = { deployments: ref, promotions: this.at(from, path) ?? this.at(from), rollbacks: before }[
      kind
    ];
    const deployed = to === undefined ? ('withdrawn' as const) : ('deployed' as const);
    const move: Deployment = {
      id: randomUUID(),
      environment,
      ...(path === undefined ? {} : { path }),
      kind: kind === 'promotions' ? 'promoted' : kind === 'rollbacks' ? 'rolled-back' : deployed,
      ...(current === undefined ? {} : { from: current }),
      ...(to === undefined ? {} : { to }),
      ...(kind === 'promotions' ? { source: from } : {}),
      why: String(body.why),
      by: { id: randomUUID(), name: 'Ann' },
      at: new Date().toISOString(),
    };
    this.#moves.unshift(move);
    return { status: 200, value: move };
  }

  #environments(path: string | undefined): Environment[] {
    return this.#names.map(({ name, protected: guarded }) => {
      const project = this.#pointer(name, undefined, path);
      const paths = new Set(this.#moves.flatMap((move) => move.path ?? []));
      const prompts = [...paths].flatMap((one) => {
        const pointer = path === undefined || path === one ? this.#pointer(name, one, one) : undefined;
        return pointer ? [{ ...pointer, path: one }] : [];
      });
      return { name, protected: guarded, ...(project ? { project } : {}), prompts };
    });
  }

  #pointer(
    environment: string,
    path: string | undefined,
    counted: string | undefined,
  ): EnvironmentPointer | undefined {
    const move = this.#last(environment, path);
    if (move?.to === undefined) return undefined;
    const { to: commit, why, by, at } = move;
    return { commit, behind: this.#behind({ commit, path: counted }), why, by, at };
  }

  #last(environment: string, path: string | undefined): Deployment | undefined {
    return this.#moves.find((move) => move.environment === environment && move.path === path);
  }

  /** The versions that roll-backs go down. */
  #stack(environment: string, path: string | undefined): (string | undefined)[] {
    const stack: (string | undefined)[] = [undefined];
    for (const move of [...this.#moves].reverse()) {
      if (move.environment !== environment || move.path !== path) continue;
      if (move.kind === 'rolled-back') stack.pop();
      else stack.push(move.to);
    }
    return stack;
  }
}
