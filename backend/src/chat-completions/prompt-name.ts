import { promptPath, promptPathOf } from '@prompthub/protocol';
import type { Place } from '../registry/prompt-sources';
import { noSuchModel } from './openai-problems';

/** A prompt as `model` names it. */
export interface PromptName {
  readonly place: Place;
  readonly path: string;
  /** What stands after the `@`: an environment, a label, or a version. */
  readonly version: string | undefined;
}

/** A path has at most 1,024 characters, the other names less. On millions of them the expression runs out of stack. */
const LONGEST = 4_096;
/** The last `@` begins the version: folders may have one in their names, environments and labels may not. */
const NAME = /^([^/@]+)\/([^/@]+)\/(.+?)(?:@([^@]+))?$/;

/**
 * Reads `organization/project/path@version`; the path without its `.prompt`.
 * @throws ProblemError 404, as OpenAI answers for models that it does not have.
 */
export function readPromptName(model: string): PromptName {
  const [, organization = '', project = '', path = '', version] =
    (model.length > LONGEST ? null : NAME.exec(model)) ?? [];
  const parsed = promptPath.safeParse(path);
  if (!parsed.success) {
    throw noSuchModel(
      `"${model.slice(0, 200)}" names no prompt. Write it as organization/project/path@environment, for example ` +
        'acme/support-desk/mail/reply@production.',
    );
  }
  return { place: { organization, project }, path: parsed.data, version };
}

/** What `readPromptName` reads. */
export function promptNameOf({ organization, project }: Place, path: string, version: string): string {
  const short = path.replace(/\.prompt$/, '');
  // Of `a.prompt.prompt` the whole path must stay.
  return `${organization}/${project}/${promptPathOf(short) === path ? short : path}@${version}`;
}
