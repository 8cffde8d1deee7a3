import type {
  CallOptions,
  EditorModelBridge,
  ModelEvent,
  ModelRequest,
  ProviderErrorCode,
} from '@prompthub/engine';
import type { Message } from '@prompthub/core';
import { editorModelDelta, editorModelResult, LspMethod, type EditorModelParams } from '@prompthub/protocol';
import { CancellationTokenSource } from 'vscode-languageserver';
import type { Client, Engine } from '../context';
import { EventQueue } from './event-queue';

/** Runs of the editor's own model: asked over LSP (`prompthub/editorModel`), answered piece by piece. */
export class EditorModels {
  readonly #client: Client;
  readonly #running = new Map<string, EventQueue<ModelEvent>>();
  #count = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Text of a running request; news of one that ended, or never was, is dropped. */
  delta(raw: unknown): void {
    const parsed = editorModelDelta.safeParse(raw);
    if (parsed.success)
      this.#running.get(parsed.data.requestId)?.push({ type: 'text', text: parsed.data.text });
  }

  bridge(engine: Pick<Engine, 'ProviderError'>): EditorModelBridge {
    return (request, options) => this.#stream(engine, request, options);
  }

  async *#stream(
    engine: Pick<Engine, 'ProviderError'>,
    request: ModelRequest,
    { signal }: CallOptions,
  ): AsyncGenerator<ModelEvent> {
    const requestId = `editor-model-${++this.#count}`;
    const queue = new EventQueue<ModelEvent>();
    this.#running.set(requestId, queue);
    const source = new CancellationTokenSource();
    const cancel = (): void => {
      source.cancel();
      queue.fail(new engine.ProviderError('aborted', 'The run was stopped.'));
    };
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    void this.#ask({ requestId, model: request.model, messages: request.messages.map(editorMessage) }, source)
      .then(({ error }) => {
        if (error)
          queue.fail(
            new engine.ProviderError(codeOf(error.code), `The editor’s model answered: ${error.message}`),
          );
        else queue.end();
      })
      .catch((error: unknown) =>
        queue.fail(
          new engine.ProviderError(
            'unsupported',
            `The editor’s model did not answer: ${error instanceof Error ? error.message : String(error)}`,
          ),
        ),
      );
    try {
      yield* queue;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#running.delete(requestId);
      source.dispose();
    }
  }

  async #ask(params: EditorModelParams, source: CancellationTokenSource) {
    return editorModelResult.parse(await this.#client.request(LspMethod.editorModel, params, source.token));
  }
}

/** What asking again would not help against; what the editor says besides may pass. */
const FINAL = ['unauthorized', 'not-found', 'content-policy', 'aborted'] as const;

function codeOf(code: string): ProviderErrorCode {
  return FINAL.find((known) => known === code) ?? 'server-error';
}

/** The editor's interface knows two speakers and text only. */
function editorMessage({ role, content }: Message): EditorModelParams['messages'][number] {
  const text = content.map((part) => ('text' in part ? part.text : JSON.stringify(part))).join('');
  return { role: role === 'model' ? 'assistant' : 'user', text };
}
