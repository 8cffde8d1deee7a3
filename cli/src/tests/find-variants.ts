import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The variants that stand beside a prompt, by name: `short` is `reply.short.prompt` beside `reply.prompt`. */
export async function findVariants(prompt: string): Promise<ReadonlyMap<string, string>> {
  const stem = basename(prompt).replace(/prompt$/, '');
  const names = await readdir(dirname(prompt)).catch((): string[] => []);
  const variants = names
    .filter((name) => name.startsWith(stem) && name.endsWith('.prompt'))
    .map((name) => [name.slice(stem.length, -'.prompt'.length), join(dirname(prompt), name)] as const)
    .filter(([variant]) => variant !== '' && !variant.includes('.'));
  return new Map(variants.sort(([a], [b]) => (a < b ? -1 : 1)));
}
