/** Releases as the tests think of them: stacks of versions, in memory. */
export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export type Command = {
  environment: EnvironmentName;
  /** Empty: the whole project. */
  path: string;
  /** What the caller claims to have seen; undefined for no claim, 'right' for what is there. */
  expected: undefined | 'right' | number | null;
} & (
  | { kind: 'deploy'; version: number | null }
  | { kind: 'promote'; from: EnvironmentName | undefined }
  | { kind: 'roll-back' }
);

export type Outcome =
  | { refused: string }
  | { kind: string; from: number | undefined; to: number | undefined; source: string | undefined };

type Decided = { refused: string } | { stack: (number | null)[]; kind: string; source?: string };

export class ReleaseModel {
  readonly #stacks = new Map<string, (number | null)[]>();

  /** `has` tells whether a version holds a path. */
  constructor(readonly has: (version: number, path: string) => boolean) {}

  current(environment: string, path: string): number | null {
    return this.#stack(environment, path).at(-1) ?? null;
  }

  run(command: Command): Outcome {
    const { environment, path } = command;
    const from = this.current(environment, path);
    const expected = command.expected === 'right' ? from : command.expected;
    const stale = expected !== undefined && expected !== from;
    if (command.kind === 'roll-back' && stale) return { refused: 'release-moved' };
    const decided = this.#decide(command);
    if ('refused' in decided) return decided;
    const to = decided.stack.at(-1) ?? null;
    if (to === from) return { refused: 'already-there' };
    if (stale) return { refused: 'release-moved' };
    this.#stacks.set(`${environment} ${path}`, decided.stack);
    return { kind: decided.kind, from: from ?? undefined, to: to ?? undefined, source: decided.source };
  }

  #decide(command: Command): Decided {
    const { environment, path } = command;
    const stack = this.#stack(environment, path);
    switch (command.kind) {
      case 'deploy':
        if (command.version === null)
          return { kind: 'withdrawn', stack: stack.length === 0 ? stack : [...stack, null] };
        return this.#put(command, command.version, { kind: 'deployed' });
      case 'promote': {
        const source = command.from ?? ENVIRONMENTS[ENVIRONMENTS.indexOf(environment) - 1];
        if (source === undefined) return { refused: 'no-environment-before' };
        if (source === environment) return { refused: 'promoted-to-itself' };
        const version = this.current(source, path) ?? this.current(source, '');
        if (version === null) return { refused: 'not-deployed' };
        if (path === '' && this.#leavesBehind(source, environment)) return { refused: 'own-versions' };
        return this.#put(command, version, { kind: 'promoted', source });
      }
      case 'roll-back': {
        const before = stack.slice(0, -1);
        const follows = this.current(environment, '');
        const mayBeNothing = path !== '' && follows !== null && this.has(follows, path);
        if (stack.length === 0 || (before.length === 0 && !mayBeNothing))
          return { refused: 'nothing-before' };
        return { kind: 'rolled-back', stack: before };
      }
    }
  }

  #put({ environment, path }: Command, version: number, how: { kind: string; source?: string }): Decided {
    if (path !== '' && !this.has(version, path)) return { refused: 'file-not-found' };
    const stack = this.#stack(environment, path);
    return { ...how, stack: (stack.at(-1) ?? null) === null ? [version] : [...stack, version] };
  }

  #leavesBehind(source: string, target: string): boolean {
    return [...this.#stacks.keys()].some((key) => {
      const [environment = '', path = ''] = key.split(' ');
      const version = this.current(environment, path);
      return (
        environment === source && path !== '' && version !== null && version !== this.current(target, path)
      );
    });
  }

  #stack(environment: string, path: string): (number | null)[] {
    return this.#stacks.get(`${environment} ${path}`) ?? [];
  }
}
