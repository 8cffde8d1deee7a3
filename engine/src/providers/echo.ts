import { estimateTokens } from '../cost/estimate-tokens';
import { AnswerBuilder } from './answer-builder';
import { bagOfWords } from './bag-of-words';
import { textOfMessages } from './message-text';
import { ProviderError, type EndpointConfig, type Provider } from './provider';

/**
 * Answers with the rendered prompt, word by word; its vectors count words. Needs no key; usage is estimated and costs
 * nothing.
 */
export function echoProvider(endpoint: EndpointConfig): Provider {
  return {
    id: endpoint.name,
    // The port is asynchronous; echo itself has nothing to wait for.
    // eslint-disable-next-line @typescript-eslint/require-await
    async *stream(request, { signal } = {}) {
      const answer = new AnswerBuilder(request);
      for (const word of textOfMessages(request.messages).match(/\s*\S+|\s+$/g) ?? []) {
        if (signal?.aborted) throw new ProviderError('aborted', 'The run was cancelled.');
        answer.text(word);
        yield { type: 'text', text: word };
      }
      answer.finish('stop');
      yield { type: 'done', answer: answer.build() };
    },
    embed: ({ model, texts }) =>
      Promise.resolve({
        model,
        vectors: texts.map(bagOfWords),
        usage: { inputTokens: estimateTokens(texts.join('\n')), estimated: true },
      }),
  };
}
