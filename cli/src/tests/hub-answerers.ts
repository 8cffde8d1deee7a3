import type { Answerer } from '@prompthub/engine';
import { hubAnswerer } from '../hub/hub-answerer';
import { publishedPrompts } from '../hub/published-prompts';

interface HubOptions {
  readonly ref?: string;
  readonly timeoutMs: number;
}

/** Lets the hub answer for these files of prompts, as they were published. */
export async function hubAnswerers(
  files: readonly string[],
  { ref, timeoutMs }: HubOptions,
): Promise<(file: string) => Answerer | undefined> {
  const published = await publishedPrompts(files, { ref });
  return (file) => {
    const found = published.get(file);
    return found && hubAnswerer(found, timeoutMs);
  };
}
