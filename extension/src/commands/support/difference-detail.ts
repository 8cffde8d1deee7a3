import type { Diff } from '@prompthub/protocol';

const SENTENCES = 3;

/** What a difference of one file means, in a line: the first sentences about a prompt, else how many lines. */
export function differenceDetail({
  changes,
  patch,
}: Pick<Diff['files'][number], 'changes' | 'patch'>): string {
  if (changes?.length === 0) return 'Only its layout.';
  if (changes !== undefined) {
    const more = changes.length - SENTENCES;
    const sentences = changes.slice(0, SENTENCES).map(({ sentence }) => sentence);
    return [...sentences, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
  }
  const lines = patch.split('\n').filter((line) => !/^(?:\+\+\+|---) /.test(line));
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  return `${count('+')} lines added, ${count('-')} taken out`;
}
