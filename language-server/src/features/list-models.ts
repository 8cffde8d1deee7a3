import { documentParams, type ModelList } from '@prompthub/protocol';
import type { Context } from '../context';
import { promptNamed } from './prompt-named';

/** `prompthub/listModels`: what a prompt can be run with. */
export async function listModels(context: Context, raw: unknown): Promise<ModelList> {
  const { uri } = documentParams.parse(raw);
  const { tree } = await promptNamed(context, uri);
  const { checkKnowledge } = await context.loadEngine();
  const own = tree.frontmatter?.value.model;
  return {
    models: checkKnowledge.models.map(({ id, provider }) => `${provider}/${id}`),
    ...(typeof own === 'string' && { own }),
  };
}
