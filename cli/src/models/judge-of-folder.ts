import { dirname, resolve } from 'node:path';
import type { JudgeSetting } from '@prompthub/engine';
import { STDIN } from '../files/read-source';

/** Who judges the tests of a prompt by the nearest `prompthub.yaml`. */
export async function judgeOfFolder(
  file: string,
): Promise<Pick<JudgeSetting, 'model' | 'embeddings' | 'config'>> {
  const { findLink } = await import('@prompthub/client/node');
  const link = await findLink(file === STDIN ? process.cwd() : dirname(resolve(file)));
  return link?.settings.judge ?? {};
}
