import type { MediaPart } from '@prompthub/core';
import { ProviderError } from './provider';

/** A medium as the providers take it. */
export type MediaSource =
  | { readonly kind: 'url'; readonly url: string; readonly contentType: string }
  | { readonly kind: 'data'; readonly url: string; readonly base64: string; readonly contentType: string };

const DATA_URL = /^data:([^;,]*)((?:;[^;,]*)*),/i;

/** Reads `media.url`. Throws ProviderError `unsupported` for other schemes than http, https and data. */
export function mediaSource({ media }: MediaPart): MediaSource {
  const { url } = media;
  const head = DATA_URL.exec(url);
  if (head) {
    const body = url.slice(head[0].length);
    const isBase64 = /;base64$/i.test(head[2] ?? '');
    const base64 = isBase64 ? body : Buffer.from(decode(body)).toString('base64');
    const contentType = media.contentType ?? (head[1] || 'text/plain');
    return { kind: 'data', url: `data:${contentType};base64,${base64}`, base64, contentType };
  }
  if (/^https?:\/\//i.test(url)) {
    return { kind: 'url', url, contentType: media.contentType ?? contentTypeOf(url) };
  }
  throw new ProviderError(
    'unsupported',
    `Media must be an http, https or data URL; "${url.slice(0, 60)}" is none of them.`,
  );
}

/** Without a content type, a medium is taken for an image unless its name says otherwise. */
function contentTypeOf(url: string): string {
  return /\.pdf(?:[?#]|$)/i.test(url) ? 'application/pdf' : 'image/*';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
