import type { Message, Part } from '@prompthub/core';

/** Data URLs are shown up to here. */
const MAX_URL_LENGTH = 120;

/** The rendered messages as one text: parts of a message joined, messages separated by a blank line. */
export function textOfMessages(messages: readonly Message[]): string {
  return messages
    .map((message) => message.content.map(textOfPart).join(''))
    .filter((text) => text !== '')
    .join('\n\n');
}

/** What a part says, in words; media as its URL, shortened. */
export function textOfPart(part: Part): string {
  if ('text' in part) return part.text;
  if ('media' in part) return shorten(part.media.url);
  if ('data' in part) return JSON.stringify(part.data);
  if ('toolRequest' in part) return JSON.stringify(part.toolRequest);
  if ('toolResponse' in part) return JSON.stringify(part.toolResponse);
  return '';
}

/** What a tool answered, as the text that providers take. */
export function textOfOutput(output: unknown): string {
  return typeof output === 'string' ? output : (JSON.stringify(output) ?? '');
}

function shorten(url: string): string {
  return url.startsWith('data:') && url.length > MAX_URL_LENGTH ? `${url.slice(0, MAX_URL_LENGTH)}…` : url;
}
