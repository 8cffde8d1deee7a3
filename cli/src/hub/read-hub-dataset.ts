import type { HubDataset } from '@prompthub/engine';
import { openWorkingCopy } from './connect';

/** What was read in this run; many tests may name the same. */
const kept = new Map<string, Promise<string>>();

/** The text of a data file of a version at the hub that this folder is linked to. */
export function readHubDataset({ ref, path }: HubDataset): Promise<string> {
  const name = `${ref}:${path}`;
  const reading = kept.get(name) ?? read({ ref, path });
  kept.set(name, reading);
  return reading;
}

async function read({ ref, path }: HubDataset): Promise<string> {
  const { copy } = await openWorkingCopy();
  const { content, base64 } = await copy.project.file(path, { ref });
  if (base64 !== undefined) throw new Error('it is no UTF-8. Publish it as UTF-8.');
  return content;
}
