import type { Deployment, EnvironmentPointer } from '@prompthub/protocol';
import { relativeTime } from '../versions/relative-time';

/** `up to date`, `3 versions behind`; undefined while there is nothing to compare with. */
export function behindText(behind: number | undefined): string | undefined {
  if (behind === undefined) return undefined;
  if (behind === 0) return 'up to date';
  return `${behind} ${behind === 1 ? 'version' : 'versions'} behind`;
}

/** What runs there in one line, the most telling first: a narrow side bar cuts the end off. */
export function pointerText({ behind, commit, by, at }: EnvironmentPointer, now: number): string {
  const parts = [behindText(behind), shortId(commit), `${by.name}, ${relativeTime(at, now)}`];
  return parts.filter((part) => part !== undefined).join(' · ');
}

export function shortId(commit: string): string {
  return commit.slice(0, 7);
}

/** `production`, or `mail/reply in production`. */
export function releaseName({
  environment,
  path,
}: {
  environment: string;
  path?: string | undefined;
}): string {
  return path === undefined ? environment : `${promptName(path)} in ${environment}`;
}

/** What a move did, as a sentence. */
export function moveText(move: Pick<Deployment, 'environment' | 'path' | 'to'>): string {
  const name = releaseName(move);
  if (move.to !== undefined) return `${name} runs ${shortId(move.to)} now.`;
  return move.path === undefined ? `Nothing runs in ${name} now.` : `${name} follows the project now.`;
}

export function promptName(path: string): string {
  return path.replace(/\.prompt$/, '');
}

/** Partials come with the prompts that include them, tests with their prompts: neither is deployed by itself. */
export function isDeployable(path: string): boolean {
  return path.endsWith('.prompt') && !path.slice(path.lastIndexOf('/') + 1).startsWith('_');
}
