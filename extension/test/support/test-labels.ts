import { randomUUID } from 'node:crypto';
import type { LabelMove } from '@prompthub/protocol';
import type { Answer, Request } from './test-releases';

/** The labels of the test's hub, in memory. */
export class TestLabels {
  readonly moves: LabelMove[] = [];

  at(label: string, path: string): string | undefined {
    return this.#last(label, path)?.to;
  }

  answer({ method, route, query, body }: Request): Answer {
    const [, label, undo] = route.split('/').map(decodeURIComponent);
    if (label === undefined) return { status: 200, value: { items: this.#list(query('path')) } };
    const path = String(method === 'DELETE' ? query('path') : body.path);
    const now = this.at(label, path);
    const expected = method === 'DELETE' ? query('expected') : body.expected;
    if (expected !== (now ?? null))
      return { status: 409, code: 'release-moved', detail: `${label} was moved by someone else.` };
    const before = this.moves.filter((move) => move.label === label && move.path === path)[1]?.to;
    const kind = method === 'DELETE' ? 'deleted' : undo ? 'undone' : 'moved';
    const to = { deleted: undefined, undone: before, moved: String(body.ref) }[kind];
    const move: LabelMove = {
      ...{ id: randomUUID(), label, path, kind, why: typeof body.why === 'string' ? body.why : '' },
      ...(now === undefined ? {} : { from: now }),
      ...(to === undefined ? {} : { to }),
      ...{ by: { id: randomUUID(), name: 'Ann' }, at: new Date().toISOString() },
    };
    this.moves.unshift(move);
    return method === 'DELETE' ? { status: 204, value: undefined } : { status: 200, value: move };
  }

  #list(path: string) {
    const names = new Set(this.moves.filter((move) => move.path === path).map(({ label }) => label));
    return [...names].flatMap((label) => {
      const { to: commit, why, by, at } = this.#last(label, path) ?? {};
      return commit === undefined ? [] : [{ path, label, commit, why, by, at }];
    });
  }

  #last(label: string, path: string): LabelMove | undefined {
    return this.moves.find((move) => move.label === label && move.path === path);
  }
}
