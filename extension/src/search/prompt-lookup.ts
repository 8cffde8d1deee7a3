/** Long enough that a word is typed in one go, short enough that nobody waits for it. */
const PAUSE_MS = 150;

export interface LookupWorld<Found> {
  /** Asks the hub; the signal ends when the answer is not wanted any more. */
  readonly ask: (text: string, signal: AbortSignal) => Promise<Found>;
  readonly onBusy: (busy: boolean) => void;
  readonly onFound: (found: Found) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Looks up what somebody types, once they pause. Only what was typed last is ever shown. */
export class PromptLookup<Found> {
  readonly #world: LookupWorld<Found>;
  #timer: NodeJS.Timeout | undefined;
  #asking: AbortController | undefined;

  constructor(world: LookupWorld<Found>) {
    this.#world = world;
  }

  /** Looks it up after a pause; without one when `now`. */
  type(text: string, { now = false } = {}): void {
    this.stop();
    this.#world.onBusy(true);
    if (now) void this.#ask(text);
    else this.#timer = setTimeout(() => void this.#ask(text), PAUSE_MS);
  }

  /** Nothing is shown after this, until something is typed again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = undefined;
  }

  async #ask(text: string): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const show = (tell: () => void) => {
      if (asking.signal.aborted) return;
      this.#world.onBusy(false);
      tell();
    };
    try {
      const found = await this.#world.ask(text, asking.signal);
      show(() => this.#world.onFound(found));
    } catch (error) {
      show(() => this.#world.onFailure(error));
    }
  }
}
