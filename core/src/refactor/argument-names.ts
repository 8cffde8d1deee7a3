import { builtinHelper } from '../model/helpers';

/** Names of the arguments that a partial is given: each value once, each under a name that nothing else there has. */
export class ArgumentNames {
  readonly #taken: ReadonlySet<string>;
  /** Value → name. */
  readonly #names = new Map<string, string>();

  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken;
  }

  get pairs(): readonly (readonly [name: string, value: string])[] {
    return [...this.#names].map(([value, name]) => [name, value] as const);
  }

  /** `wanted` where it is free. */
  nameFor(value: string, wanted: string): string {
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const base = /^[A-Za-z_]\w*$/.test(wanted) && !WORDS.has(wanted) ? wanted : 'value';
    let name = base;
    for (let count = 2; this.#isTaken(name); count++) name = `${base}${count}`;
    this.#names.set(value, name);
    return name;
  }

  #isTaken(name: string): boolean {
    return (
      this.#taken.has(name) || builtinHelper(name) !== undefined || [...this.#names.values()].includes(name)
    );
  }
}

const WORDS = new Set(['this', 'true', 'false', 'null', 'undefined', 'else', 'as']);
