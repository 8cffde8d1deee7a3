import type { MadeLimit } from './limited';

export interface ModelCall {
  readonly user: string;
  readonly key: string | undefined;
  readonly tokens: number;
}

interface Taken {
  readonly count: string;
  readonly minute: number;
  readonly points: number;
  readonly limit: MadeLimit;
}

const WIDTH = ['key', 'user', 'organization'];

/** The rate limits of one organization in a few plain lines, asked for one thing at a time: what the real ones are held against. */
export class MinuteModel {
  readonly #counts = new Map<string, number>();
  readonly #limits: readonly MadeLimit[];

  constructor(limits: readonly MadeLimit[]) {
    this.#limits = [...limits].sort((one, other) => WIDTH.indexOf(one.scope) - WIDTH.indexOf(other.scope));
  }

  /** The limit that refuses the call, or what it has taken. */
  enter(call: ModelCall, minute: number): MadeLimit | Taken[] {
    const taken = this.#limits.flatMap((limit, index): Taken[] => {
      const { scope, measure } = limit;
      const counted = { organization: '', user: call.user, key: call.key }[scope];
      const points = measure === 'tokens-per-minute' ? call.tokens : 1;
      const at = measure === 'parallel-requests' ? 'now' : String(minute);
      return counted === undefined ? [] : [{ count: `${index} ${counted} ${at}`, minute, points, limit }];
    });
    const refusing = taken.find(({ count, points, limit }) => this.#of(count) + points > limit.most);
    if (refusing !== undefined) return refusing.limit;
    for (const { count, points } of taken) this.#counts.set(count, this.#of(count) + points);
    return taken;
  }

  leave(taken: readonly Taken[], used: number | undefined, minute: number): void {
    for (const each of taken) {
      const { measure } = each.limit;
      const more =
        measure === 'parallel-requests'
          ? -1
          : measure === 'tokens-per-minute' && each.minute === minute
            ? (used ?? each.points) - each.points
            : 0;
      this.#counts.set(each.count, this.#of(each.count) + more);
    }
  }

  #of(count: string): number {
    return this.#counts.get(count) ?? 0;
  }
}
