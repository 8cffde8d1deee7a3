import { chatProvider, CLIENT_OPTIONS } from './openai-chat';
import { openaiSdk } from './openai-sdk';
import type { EndpointConfig, Provider, ProviderContext } from './provider';

/** The last dated version that is generally available (learn.microsoft.com, "Azure OpenAI API version lifecycle"). */
const DEFAULT_API_VERSION = '2024-10-21';

/** Azure OpenAI. The model's name is that of the deployment; the base URL is the resource's own address. */
export function azureProvider(endpoint: EndpointConfig, context: ProviderContext): Provider {
  return chatProvider(endpoint, context, {
    wire: 'azure',
    keyRequired: true,
    async client({ baseUrl, fetch }) {
      const { AzureOpenAI } = await openaiSdk();
      return new AzureOpenAI({
        ...CLIENT_OPTIONS,
        baseURL: `${baseUrl.replace(/\/openai$/, '')}/openai`,
        apiVersion: endpoint.apiVersion ?? DEFAULT_API_VERSION,
        fetch,
      });
    },
  });
}
