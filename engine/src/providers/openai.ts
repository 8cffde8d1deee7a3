import { chatProvider, CLIENT_OPTIONS } from './openai-chat';
import { openaiSdk } from './openai-sdk';
import type { EndpointConfig, Provider, ProviderContext } from './provider';

/** OpenAI's chat completions. */
export function openaiProvider(endpoint: EndpointConfig, context: ProviderContext): Provider {
  return chatProvider(endpoint, context, {
    wire: 'openai',
    keyRequired: true,
    async client({ baseUrl, fetch }) {
      const { OpenAI } = await openaiSdk();
      return new OpenAI({ ...CLIENT_OPTIONS, baseURL: baseUrl, fetch });
    },
  });
}
