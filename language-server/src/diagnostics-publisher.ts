import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { prepare, stampOf } from './checks';
import type { Context } from './context';
import type { PromptDocument } from './documents';
import { lspDiagnosticsOf } from './features/diagnostics';

/**
 * A check that took longer than this waits for a pause in typing as long as itself, so that what is asked for meanwhile is
 * answered first; quicker ones run at once.
 */
const QUICK_MS = 8;
const LONGEST_PAUSE_MS = 300;

interface State {
  timer: NodeJS.Timeout | undefined;
  published: string | undefined;
  costMs: number;
}

/** Pushes diagnostics to clients that do not ask for them: only of the newest text, and only when they may differ. */
export class DiagnosticsPublisher {
  readonly #context: Context;
  readonly #publish: (params: PublishDiagnosticsParams) => void;
  readonly #states = new Map<string, State>();

  constructor(context: Context, publish: (params: PublishDiagnosticsParams) => void) {
    this.#context = context;
    this.#publish = publish;
  }

  schedule(key: string): void {
    const state = this.#states.get(key) ?? { timer: undefined, published: undefined, costMs: 0 };
    this.#states.set(key, state);
    clearTimeout(state.timer);
    const pause = state.costMs <= QUICK_MS ? 0 : Math.min(LONGEST_PAUSE_MS, state.costMs);
    // Nothing in it fails but the sending, when the client has gone meanwhile.
    state.timer = setTimeout(() => void this.#run(key, state).catch(() => undefined), pause);
  }

  scheduleAll(): void {
    for (const { key } of this.#context.documents.all()) this.schedule(key);
  }

  /** Takes a closed document's diagnostics away. */
  closed(document: Pick<PromptDocument, 'key' | 'uri'>): void {
    clearTimeout(this.#states.get(document.key)?.timer);
    this.#states.delete(document.key);
    this.#publish({ uri: document.uri, diagnostics: [] });
  }

  dispose(): void {
    for (const { timer } of this.#states.values()) clearTimeout(timer);
    this.#states.clear();
  }

  async #run(key: string, state: State): Promise<void> {
    await this.#context.workspace.ready;
    const document = this.#context.documents.get(key);
    if (!document || this.#states.get(key) !== state) return;
    const stamp = stampOf(this.#context, document);
    if (stamp === state.published) return;
    await prepare(this.#context, document);
    if (this.#context.documents.get(key) !== document) return;
    const start = performance.now();
    const diagnostics = lspDiagnosticsOf(this.#context, document);
    state.costMs = performance.now() - start;
    state.published = stamp;
    this.#publish({ uri: document.uri, version: document.version, diagnostics });
  }
}
