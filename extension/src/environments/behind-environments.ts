import type { Environment } from '@prompthub/protocol';
import { behindText } from './environment-text';

/**
 * Environments where applications get an older version of the prompt, in the order of promotion, each with its words:
 * `production: 3 versions behind`.
 * @param environments what the hub tells of this prompt: `behind` counts the versions that changed it
 */
export function behindEnvironments(
  environments: readonly Environment[],
  path: string,
): { environment: Environment; title: string }[] {
  return environments.flatMap((environment) => {
    const own = environment.prompts.find((pointer) => pointer.path === path);
    const behind = (own ?? environment.project)?.behind ?? 0;
    const title = `${environment.name}: ${behindText(behind) ?? ''}`;
    return behind > 0 ? [{ environment, title }] : [];
  });
}
