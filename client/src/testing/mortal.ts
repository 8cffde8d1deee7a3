import type * as files from 'node:fs/promises';

/** What a process does to the world that another one can see afterwards. */
const CHANGES = [
  'open',
  'rename',
  'rm',
  'rmdir',
  'mkdir',
  'chmod',
  'appendFile',
  'link',
  'writeFile',
] as const;

/**
 * For tests: a process that can be killed between any two of its changes to files and exchanges with the hub. From then on
 * nothing of it reaches the disk or the network, as little as its `finally` does after `kill -9`.
 */
class Mortal {
  #left = Number.POSITIVE_INFINITY;
  #dead = false;

  /** Dies after so many changes more. */
  dieAfter(changes: number): void {
    this.#left = changes;
  }

  /** The next process. Answers whether the last one was killed. */
  reborn(): boolean {
    const died = this.#dead;
    this.#left = Number.POSITIVE_INFINITY;
    this.#dead = false;
    return died;
  }

  /** The file system as this process sees it. */
  files(actual: typeof files): typeof files {
    const mortal: Record<string, unknown> = { ...actual };
    for (const [name, work] of Object.entries(actual)) {
      if (typeof work !== 'function') continue;
      const changes = (CHANGES as readonly string[]).includes(name);
      mortal[name] = async (...args: unknown[]): Promise<unknown> => {
        this.#live(changes ? 1 : 0);
        return (await Reflect.apply(work, actual, args)) as unknown;
      };
    }
    return mortal as typeof files;
  }

  /** It may die before the hub gets the request, and before it gets the answer. */
  readonly fetch: typeof fetch = async (input, init) => {
    this.#live(1);
    const answer = await fetch(input, init);
    this.#live(1);
    return answer;
  };

  #live(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) this.#dead = true;
    if (this.#dead) throw new Error('killed');
  }
}

/** One for a test file: it takes the place of `node:fs/promises` for all modules. */
export const mortal = new Mortal();
