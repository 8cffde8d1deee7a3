import { chatProvider, CLIENT_OPTIONS } from './openai-chat';
import { openaiSdk } from './openai-sdk';
import type { EndpointConfig, Provider, ProviderContext } from './provider';

/** Any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, gateways. A key is sent if there is one. */
export function openaiCompatibleProvider(endpoint: EndpointConfig, context: ProviderContext): Provider {
  return chatProvider(endpoint, context, {
    wire: 'openai-compatible',
    keyRequired: false,
    async client({ baseUrl, fetch }) {
      const { OpenAI } = await openaiSdk();
      return new OpenAI({ ...CLIENT_OPTIONS, baseURL: baseUrl, fetch });
    },
  });
}
