import { AnswerBuilder } from './answer-builder';
import { CallScope } from './call-scope';
import { ProviderError, type EndpointConfig, type Provider, type ProviderContext } from './provider';
import { toProviderError } from './provider-failure';

/** Answers with the editor's own language model, through the bridge that only the editor provides. */
export function vscodeProvider(endpoint: EndpointConfig, { editorModel }: ProviderContext): Provider {
  return {
    id: endpoint.name,
    async *stream(request, options) {
      if (!editorModel) {
        throw new ProviderError(
          'unsupported',
          "The editor's language model (vscode/…) answers only inside VS Code. Choose another model for this run.",
        );
      }
      const scope = new CallScope(options);
      const answer = new AnswerBuilder(request);
      try {
        for await (const event of editorModel(request, {
          signal: scope.signal,
          timeoutMs: scope.timeoutMs,
        })) {
          if (event.type === 'done') {
            yield event;
            return;
          }
          answer.text(event.text);
          yield event;
        }
        answer.finish('stop');
        yield { type: 'done', answer: answer.build() };
      } catch (error) {
        throw toProviderError(error, { endpoint: endpoint.name, host: 'the editor', scope });
      } finally {
        scope.dispose();
      }
    },
  };
}
