import type { RenderOptions } from '../options';
import type { PromptTree } from '../syntax/tree';
import { compile } from './compile';
import type { DataArgument, RenderedPrompt } from './rendered-prompt';

/**
 * Renders a prompt to messages, as Dotprompt 1.1.2 does (docs/deviations.md lists where we differ). No value of a variable can
 * make a message, a role or a media part. Rejects with a RenderError.
 */
export async function render(
  source: string | PromptTree,
  data: DataArgument = {},
  options: RenderOptions = {},
): Promise<RenderedPrompt> {
  return (await compile(source, options)).render(data);
}
