import type { ROLES } from '@prompthub/core';
import { type HelperInfo } from '@prompthub/core';

/** What stands after the `@` of a data variable, explained. */
export const dataVariables: Readonly<Record<string, string>> = {
  root: 'The context at the top, whatever block one is in.',
  first: 'True for the first item of `{{#each}}`.',
  last: 'True for the last item of `{{#each}}`.',
  index: 'The index of the item of `{{#each}}`, from 0.',
  key: 'The key of the property of `{{#each}}`.',
  metadata: '`@metadata.prompt`, `@metadata.docs`, `@metadata.messages`.',
};

export const roleNotes: Readonly<Record<(typeof ROLES)[number], string>> = {
  user: 'What the person says.',
  model: 'What the model said before.',
  system: 'Standing instructions to the model.',
  tool: 'What a tool answered.',
};

/** How a call looks: `{{#each list}}…{{/each}}`. */
export function helperSignature({ name, kind, params, hash }: HelperInfo): string {
  const named = hash.map((pair) => (pair.required ? `${pair.name}=…` : `[${pair.name}=…]`));
  const head = [name, ...params, ...named].join(' ');
  return kind === 'block' ? `{{#${head}}}…{{/${name}}}` : `{{${head}}}`;
}

/** Markdown that explains a helper. */
export function helperMarkdown(helper: HelperInfo): string {
  const hash = helper.hash.map(({ name, summary }) => `- \`${name}=\` ${summary}`).join('\n');
  return [
    '```handlebars\n' + helperSignature(helper) + '\n```',
    helper.summary,
    ...(hash ? [hash] : []),
    `Example: \`${helper.example.replaceAll('\n', ' ')}\``,
  ].join('\n\n');
}
