import { decodeSource, isPartial, parseFrontmatter } from '@prompthub/core';
import { labelsOf, MAX_LABEL_LENGTH } from './labels';
import { separated, wordsOf, wordsOfName } from './search-words';

/** Characters of a template that are searched. What PostgreSQL keeps of one text has room for these in every script. */
const SEARCHED_LENGTH = 100_000;
const SHOWN_DESCRIPTION = 2_000;
const MAX_TAGS = 100;

/** What the index keeps of a prompt. */
export interface PromptDocument {
  readonly path: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly model: string | null;
  readonly partial: boolean;
  /** For filters. */
  readonly labels: readonly string[];
  /** Words of the path and of `name`, of the description, of owner, tags and model, and of the template. */
  readonly words: {
    readonly name: string;
    readonly description: string;
    readonly labels: string;
    readonly text: string;
  };
  /** What snippets are cut from: description and template, with borders (`separated`). */
  readonly body: string;
}

/** The name by which people ask for a prompt: its path without the extension. */
export const promptName = (path: string): string => path.replace(/\.prompt$/, '');

/**
 * Reads what a listing shows and finds. Never throws: of a text that is no prompt, or no text, the name is left. The owner is who
 * `prompthub.meta` names; whoever wrote a version last is not taken for one.
 */
export function documentOf(path: string, bytes: Uint8Array): PromptDocument {
  const source = decodeSource(bytes).text;
  const { frontmatter, templateRange } = parseFrontmatter(source);
  const value = frontmatter?.value ?? {};
  const meta = recordOf(value['prompthub.meta']);
  const shown = {
    description: textOf(value['description'], SHOWN_DESCRIPTION),
    owner: labelOf(meta['owner']),
    tags: tagsOf(meta['tags']),
    model: labelOf(value['model']),
    partial: isPartial(path),
  };
  const template = cut(source.slice(templateRange.start, templateRange.end), SEARCHED_LENGTH);
  const nameWords = wordsOfName(`${promptName(path)} ${labelOf(value['name']) ?? ''}`);
  return {
    path,
    ...shown,
    labels: labelsOf({ ...shown, nameWords }),
    words: {
      name: nameWords.join(' '),
      description: wordsOf(shown.description ?? '').join(' '),
      labels: wordsOf([shown.owner, ...shown.tags, shown.model].join(' ')).join(' '),
      text: wordsOf(template).join(' '),
    },
    body: separated([shown.description, template].filter((part) => part !== null).join('\n')),
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown, longest: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = cut(String(value).replaceAll('\0', '\uFFFD').trim(), longest);
  return text === '' ? null : text;
}

/** PostgreSQL takes no half of a character. */
function cut(text: string, longest: number): string {
  return text.slice(0, longest).toWellFormed();
}

function labelOf(value: unknown): string | null {
  return textOf(value, MAX_LABEL_LENGTH);
}

function tagsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return [...new Set(list.map(labelOf).filter((tag) => tag !== null))].slice(0, MAX_TAGS);
}
