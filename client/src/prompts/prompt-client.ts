import { assignArm, promptPathOf } from '@prompthub/protocol';
import { HubClient } from '../hub-client';
import type { Following, ProjectListener } from '../live/project-follower';
import { unreachable } from '../transport-failure';
import { monotonicClock, type Clock } from './clock';
import { ExposureReporter, type ExposureReporterOptions } from './exposure-reporter';
import { hubSource } from './hub-source';
import { Prompt } from './prompt';
import { promptRequest, type PromptRequest, type PromptSelector } from './prompt-request';
import type { PromptLock, PromptSource } from './prompt-source';
import { PromptUnavailableError } from './prompt-unavailable-error';
import { makeReady, type HostOptions, type ReadyPrompt } from './ready-prompt';
import { pushListener } from './push-listener';
import { RevalidatingCache, type Held, type Loaded, type LoadOptions } from './revalidating-cache';
import { verdictOf } from './verdict';

export interface PromptClientOptions extends HostOptions {
  /** Address of the hub: `https://hub.example.com`. */
  readonly hub: string;
  /** `organization/project` */
  readonly project: string;
  /** A personal token with the scope `read`, or who gives one for the next request (see `HubClientOptions`). */
  readonly token?: string | ((refused?: string) => Promise<string | undefined>);
  readonly fetch?: typeof fetch;
  /** Prompts that come with the application, for when the hub is away: `await fromLock(folder)` of `@prompthub/client/node`. */
  readonly lock?: PromptLock;
  /**
   * Lets the hub tell over a socket what moved, so that it is asked for at once. Default true, but false with a `fetch` of one's
   * own, because the socket would not go its way. Where none comes about, copies are asked about as they grow old, as ever.
   */
  readonly push?: boolean;
  /** For so long a copy is not asked about again; in milliseconds, default 60,000. */
  readonly freshMs?: number;
  /** A call that has no copy at all fails after so long, retries included; in milliseconds, default 15,000. */
  readonly deadlineMs?: number;
  /** One request may take so long; in milliseconds, default 5,000. */
  readonly attemptMs?: number;
  /** A call that has only the lock waits so long for the hub; in milliseconds, default 1,000. */
  readonly patienceMs?: number;
  /** So many prompts are kept in memory; default 1,000. */
  readonly capacity?: number;
  /** Told of each question to the hub that failed, also behind an answer. For logs. */
  readonly onProblem?: (problem: Error, prompt: { path: string; selector: PromptSelector }) => void;
  /** Told when the hub does not take exposures. It wants a token with the scope `execute`. For logs. */
  readonly onExposureProblem?: (problem: Error) => void;
}

export interface PromptCallOptions {
  /**
   * Whose arm counts where an experiment runs in the environment: a user, a session; 1 to 1,024 characters. It is decided here, from
   * what is in memory, and the hub is told of it afterwards. Without it one gets what runs there.
   */
  readonly key?: string;
}

/** What stands in for the world in tests. */
export interface PromptWorld {
  readonly source?: PromptSource;
  readonly follow?: (listener: ProjectListener) => Following;
  readonly report?: ExposureReporterOptions['report'];
  readonly clock?: Clock;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/**
 * Prompts of a project, for an application. They are kept in memory: who has got a prompt once keeps getting it, whatever
 * becomes of the hub, and each one says where it comes from.
 */
export class PromptClient {
  readonly #cache: RevalidatingCache<PromptRequest, ReadyPrompt>;
  readonly #exposures: ExposureReporter;
  /** Undefined: nobody is to be followed (any more). */
  #follow: (() => Following) | undefined;
  #following: Following | undefined;

  /** @throws TypeError for what cannot be an address or a project, and for a lock of another hub or project */
  constructor(options: PromptClientOptions, world: PromptWorld = {}) {
    const { attemptMs = 5_000, freshMs = 60_000, deadlineMs = 15_000, patienceMs = 1_000 } = options;
    const hub = hubOf(options, attemptMs);
    if (options.lock) expectSameProject(options.lock, { hub: hub.baseUrl, project: options.project });
    const project = hub.project(options.project);
    const source = world.source ?? hubSource(project);
    const clock = world.clock ?? monotonicClock;
    const random = world.random ?? Math.random;
    this.#cache = new RevalidatingCache({
      load: (request, load) => loadReady(source, options, { request, load }),
      spare: spares(options),
      onProblem: (problem, { path, selector }) => options.onProblem?.(problem, { path, selector }),
      timedOut: () => unreachable(hub.baseUrl, 'timeout'),
      limits: { freshMs, deadlineMs, attemptMs, patienceMs, capacity: options.capacity ?? 1_000 },
      clock,
      random,
    });
    this.#exposures = new ExposureReporter({
      report: world.report ?? ((exposures) => project.experiments.reportExposures(exposures)),
      onProblem: (problem) => options.onExposureProblem?.(problem),
      clock,
    });
    if (!(options.push ?? options.fetch === undefined)) return;
    const listener = pushListener({ cache: this.#cache, clock, random });
    this.#follow = () => world.follow?.(listener) ?? project.follow(listener, { clock, random });
  }

  /**
   * A copy that is fresh; or an older one at once, while the hub is asked behind it; or, without any, what the hub answers;
   * or, when it does not, what the lock holds. Never another version than the one that was asked for.
   * @param name the prompt's path, with or without `.prompt`
   * @throws HubError when the hub says that there is none (404), whatever copies there were
   * @throws PromptUnavailableError when no copy is at hand and the hub gives no answer
   * @throws TypeError when not exactly one of environment, label and commit is named, and for a key that is none
   */
  async getPrompt<Variables extends object = Record<string, unknown>>(
    name: string,
    selector: PromptSelector,
    { key }: PromptCallOptions = {},
  ): Promise<Prompt<Variables>> {
    const request = promptRequest(name, selector);
    if (key !== undefined && (key === '' || key.length > LONGEST_KEY)) throw noKey();
    try {
      const held = await this.#cache.get(request);
      // Only who has something that can move needs to be told.
      if (!request.pinned) this.#following ??= this.#follow?.();
      return this.#armOf(held, key);
    } catch (error) {
      if (verdictOf(error) === 'final' || !(error instanceof Error)) throw error;
      throw new PromptUnavailableError(request, error);
    }
  }

  /**
   * For when the application learns that something was deployed: what is in memory counts as old from now on, and the hub is
   * asked for it at once.
   * @param name one prompt; without it all of them
   */
  refresh(name?: string): void {
    const wanted = name === undefined ? undefined : promptPathOf(name);
    this.#cache.invalidate(({ path }) => wanted === undefined || path === wanted);
  }

  /** Tells the hub now who was shown an arm of an experiment: for before a process ends. Never rejects. */
  flush(): Promise<void> {
    return this.#exposures.flush();
  }

  /** Ends all requests, and the socket. Copies stay usable. */
  close(): void {
    this.#follow = undefined;
    this.#following?.close();
    this.#cache.close();
  }

  #armOf<Variables extends object>(held: Held<ReadyPrompt>, key: string | undefined): Prompt<Variables> {
    const { experiment } = held.value;
    if (experiment === undefined || key === undefined) return new Prompt<Variables>(held);
    const arm = experiment.arms[assignArm(experiment, key).arm ?? -1];
    if (arm === undefined) return new Prompt<Variables>(held);
    this.#exposures.add(experiment.id, key);
    return new Prompt<Variables>({ ...held, value: arm.prompt }, { id: experiment.id, arm: arm.name });
  }
}

const LONGEST_KEY = 1024;
const noKey = () =>
  new TypeError(`A key is a text of 1 to ${LONGEST_KEY} characters. Leave it out where there is none.`);

function hubOf({ hub, token, fetch }: PromptClientOptions, timeoutMs: number): HubClient {
  const source = typeof token === 'string' ? () => Promise.resolve(token) : token;
  return new HubClient({ baseUrl: hub, token: source, fetch, timeoutMs });
}

function expectSameProject(lock: PromptLock, own: { hub: string; project: string }): void {
  if (lock.project === own.project && lock.hub === own.hub) return;
  throw new TypeError(
    `The lock holds prompts of ${lock.project} at ${lock.hub}, not of ${own.project} at ${own.hub}.`,
  );
}

async function loadReady(
  source: PromptSource,
  host: HostOptions,
  { request, load }: { request: PromptRequest; load: LoadOptions },
): Promise<Loaded<ReadyPrompt> | 'unchanged'> {
  const loaded = await source.fetch(request, load);
  if (loaded === 'unchanged') return loaded;
  return { value: await makeReady(loaded.value, host), etag: loaded.etag };
}

/** What the lock holds, each read when it is first wanted. */
function spares({ lock, ...host }: PromptClientOptions) {
  const ready = new Map<string, Promise<ReadyPrompt>>();
  return (request: PromptRequest): Promise<ReadyPrompt> | undefined => {
    const locked = lock?.find(request);
    if (!locked) return undefined;
    const known = ready.get(request.id) ?? makeReady(locked, host);
    ready.set(request.id, known);
    return known;
  };
}
