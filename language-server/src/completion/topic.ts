import { builtinHelper } from '@prompthub/core';
import { z } from 'zod';
import type { Context } from '../context';
import { helperMarkdown } from '../language/helpers';

/** What a proposal is about. Goes to the client and comes back when it wants to know more. */
export const topic = z.object({
  kind: z.enum(['helper', 'partial', 'model']),
  name: z.string(),
});
export type Topic = z.infer<typeof topic>;

/** The documentation of a proposal, in Markdown. */
export function documentationOf(context: Context, uri: string, { kind, name }: Topic): string | undefined {
  switch (kind) {
    case 'helper': {
      const helper = builtinHelper(name);
      return helper && helperMarkdown(helper);
    }
    case 'partial': {
      const source = context.workspace.partialTrees(uri)?.[name]?.source;
      return source === undefined ? undefined : '```handlebars\n' + source.slice(0, 600) + '\n```';
    }
    case 'model':
      return modelMarkdown(context, name);
  }
}

function modelMarkdown({ knowledge }: Context, name: string): string | undefined {
  const model = knowledge.models?.find(({ id, provider }) => `${provider}/${id}` === name);
  const facts = [
    model?.contextWindow && `Context: ${model.contextWindow.toLocaleString('en-US')} tokens`,
    model?.maxOutputTokens && `Longest answer: ${model.maxOutputTokens.toLocaleString('en-US')} tokens`,
  ].filter((fact) => typeof fact === 'string');
  return facts.length > 0 ? facts.join('\n\n') : undefined;
}
