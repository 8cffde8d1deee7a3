export interface PromptFields {
  readonly description?: string | undefined;
  readonly model?: string | undefined;
  readonly owner?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly text: string;
}

/** A prompt file that says this of itself. */
export function prompt({ description, model, owner, tags, text }: PromptFields): string {
  // JSON is YAML.
  const frontmatter = { description, model, 'prompthub.meta': { owner, tags } };
  const lines = Object.entries(frontmatter).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}\n`],
  );
  return `---\n${lines.join('')}---\n${text}`;
}
