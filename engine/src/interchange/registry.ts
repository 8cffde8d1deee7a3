import { dotpromptSpec } from './dotprompt-spec';
import { githubPrompt } from './github-prompt';
import type { InterchangeFormat, NamedText } from './interchange-format';
import { langfuse } from './langfuse';
import { promptfoo } from './promptfoo';
import { prompty } from './prompty';

/** Every other format that prompts can come from and go to; the first that recognises a file reads it. */
export const interchangeFormats: readonly InterchangeFormat[] = [
  prompty,
  githubPrompt,
  promptfoo,
  dotpromptSpec,
  langfuse,
];

/** The format of a file; undefined when none of them looks like it. */
export function recogniseFormat(file: NamedText): InterchangeFormat | undefined {
  return interchangeFormats.find((format) => format.recognises(file));
}
