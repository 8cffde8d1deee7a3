import type { MediaPart, Part } from '@prompthub/core';
import { mediaSource } from '../providers/media-source';
import { textOfPart } from '../providers/message-text';
import type { ModelRequest } from '../providers/provider';

/** More than any chat format adds to a message. */
const PER_MESSAGE = 32;
/** More than the instructions that providers add for tools and for an output schema. */
const PER_FEATURE = 2000;
/** More than the dearest image that a provider documents: one in eight tiles at high detail, for a small model of OpenAI. */
const PER_IMAGE = 50_000;
/** Sound is at most ten tokens a second, and no sound has fewer bytes than this in a tenth of one. */
const AUDIO_BYTES_PER_TOKEN = 50;

export interface InputBound {
  /** No fewer than the provider will count. Infinity when nobody can tell: a document's pages are not known here. */
  readonly tokens: number;
  /** The part of them that may be sound. */
  readonly audioTokens: number;
}

/**
 * The most input tokens that a request can have. A token of any vocabulary stands for at least one byte, so that a text has
 * no more of them than bytes in UTF-8: far too many for prose, never too few.
 */
export function inputBound({
  messages,
  tools = [],
  output,
  config,
}: Omit<ModelRequest, 'model'>): InputBound {
  const parts = messages.flatMap(({ content }) => content);
  const audioTokens = sum(parts.map((part) => ('media' in part ? mediumBound(part).audio : 0)));
  const schema = output?.schema === undefined ? 0 : PER_FEATURE + bytesOf(output.schema);
  const described = tools.length === 0 ? 0 : PER_FEATURE + sum(tools.map(bytesOf));
  const tokens =
    sum(parts.map(partBound)) + messages.length * PER_MESSAGE + schema + described + bytesOf(config);
  return { tokens: tokens + PER_MESSAGE, audioTokens };
}

function partBound(part: Part): number {
  return 'media' in part ? mediumBound(part).tokens : Buffer.byteLength(textOfPart(part));
}

function mediumBound(part: MediaPart): { tokens: number; audio: number } {
  const source = mediaSource(part);
  if (source.contentType.startsWith('image/')) return { tokens: PER_IMAGE, audio: 0 };
  if (source.contentType.startsWith('audio/') && source.kind === 'data') {
    const audio = Math.ceil(source.base64.length / AUDIO_BYTES_PER_TOKEN);
    return { tokens: audio, audio };
  }
  return { tokens: Infinity, audio: 0 };
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
