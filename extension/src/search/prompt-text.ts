import type { PromptSummary } from '@prompthub/protocol';

export interface PromptText {
  readonly label: string;
  readonly description: string;
  readonly detail?: string;
}

/** A found prompt as a row of a list: its name, what it is for, and where the words stand. */
export function promptText(prompt: PromptSummary, { withProject }: { withProject: boolean }): PromptText {
  const { project, name, partial, description, tags, owner, model, snippet } = prompt;
  const facts = [withProject ? project : undefined, owner, model, ...tags.map((tag) => `#${tag}`)];
  const found = snippet?.map(({ text }) => text).join('') ?? '';
  const detail = found === '' ? description : found;
  return {
    label: `$(${partial ? 'extensions' : 'file'}) ${plain(name)}`,
    description: plain(facts.filter((fact) => fact !== undefined).join(' · ')),
    ...(detail === undefined ? {} : { detail: plain(detail) }),
  };
}

/** On one line, and without pictures: the editor draws an icon for `$(name)`. */
function plain(text: string): string {
  return text.replace(/\s+/gu, ' ').replaceAll('$(', '$\u200b(');
}
