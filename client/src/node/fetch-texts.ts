import { HubProtocolError } from '../errors';
import { forEachConcurrently } from '../concurrency';
import { blobId } from './blob-id';

/** So many texts are fetched at a time. */
const FETCHES = 8;

interface Fetching {
  readonly read: (path: string) => Promise<{ readonly content: string }>;
  /** Told how many texts have come of how many that are needed, at first with none. */
  readonly onProgress?: (fetched: number, total: number) => void;
}

/**
 * The texts of files, each as its blob id says; `notText` are those that are none.
 * @throws HubProtocolError when one is not what was listed
 */
export async function fetchTexts(
  needed: readonly { readonly path: string; readonly blob: string }[],
  { read, onProgress }: Fetching,
): Promise<{ texts: ReadonlyMap<string, string>; notText: ReadonlySet<string> }> {
  const texts = new Map<string, string>();
  const notText = new Set<string>();
  onProgress?.(0, needed.length);
  await forEachConcurrently(needed, FETCHES, async ({ path, blob }) => {
    const { content } = await read(path);
    if (blobId(new TextEncoder().encode(content)) === blob) texts.set(path, content);
    // Bytes that are no UTF-8 come as this character, so that the text cannot be what the hub has.
    else if (content.includes('\ufffd')) notText.add(path);
    else throw new HubProtocolError(`The text of ${path}`, 'is not what the hub listed. Try again.');
    onProgress?.(texts.size + notText.size, needed.length);
  });
  return { texts, notText };
}
