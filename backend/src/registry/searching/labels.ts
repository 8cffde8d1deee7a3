/**
 * What a listing can be filtered by stands in the same index as the words, as lexemes that no text has: they hold a space. So
 * one look-up answers for words, filters and the place together, however many projects a hub holds.
 */
export interface Filters {
  readonly tags: readonly string[];
  readonly owner?: string | undefined;
  readonly model?: string | undefined;
  readonly kind?: 'prompt' | 'partial' | undefined;
}

/** Longer values are shown, but cannot be asked for. */
export const MAX_LABEL_LENGTH = 200;

export interface Labelled {
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly model: string | null;
  readonly partial: boolean;
  /** Words of the name. */
  readonly nameWords: readonly string[];
}

/** All labels of a prompt but that of its place. */
export function labelsOf({ tags, owner, model, partial, nameWords }: Labelled): string[] {
  return [
    ...tags.map((tag) => `tag ${tag}`),
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(model === null ? [] : modelLabels(model)),
    `kind ${partial ? 'partial' : 'prompt'}`,
    ...nameWords.map((word) => `name ${word}`),
  ].filter((label) => label.length <= MAX_LABEL_LENGTH + 'owner '.length);
}

/** The condition as a `tsquery`: in one of the places, and all that the filters say. */
export function labelQuery(views: readonly string[], { tags, owner, model, kind }: Filters): string {
  const all = [
    ...tags.map((tag) => `tag ${tag}`),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(kind === undefined ? [] : [`kind ${kind}`]),
  ];
  const places = views.map((id) => quoted(`view ${id}`)).join(' | ');
  return [`(${places})`, ...all.map(quoted)].join(' & ');
}

/** A name that has a word which begins so. */
export function nameQuery(beginning: string): string {
  return `${quoted(`name ${beginning}`)}:*`;
}

/** `openai/gpt-5` is found as that and as one of `openai`. */
function modelLabels(model: string): string[] {
  const slash = model.indexOf('/');
  return [`model ${model}`, ...(slash > 0 ? [`model ${model.slice(0, slash)}`] : [])];
}

/** As PostgreSQL reads a lexeme. */
function quoted(lexeme: string): string {
  return `'${lexeme.replace(/['\\]/g, '$&$&')}'`;
}
