import { type Filters, labelQuery } from './labels';
import type { Question } from './search-question';
import { HEADLINE_OPTIONS } from './snippets';

/** A list to be read, and the slug of its project. */
export interface ListedView {
  readonly id: string;
  readonly slug: string;
}

export type Sort = 'name' | 'updated' | 'rank';

/** What a page begins after; `value` is of what it is sorted by besides: a time, a rank. */
export interface After {
  readonly value: string | number | null;
  readonly slug: string;
  readonly path: string;
}

export interface ListRequest {
  /** By slug. */
  readonly views: readonly ListedView[];
  readonly question: Question | undefined;
  readonly filters: Filters;
  /** `rank` wants a question. */
  readonly sort: Sort;
  readonly after: After | undefined;
  readonly limit: number;
}

export interface PromptRow {
  readonly slug: string;
  readonly path: string;
  readonly blob: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: string[];
  readonly model: string | null;
  readonly partial: boolean;
  readonly commit_id: string;
  readonly updated_by: string;
  readonly updated_at: Date;
  /** 0 when nothing is looked for. */
  readonly rank: number;
  /** As `toSnippet` reads it; null when nothing is looked for. */
  readonly headline: string | null;
}

type Give = (value: unknown) => string;

/** How much a word counts in a text, among tags, in the description, in the name. */
const WEIGHTS = `'{0.1, 0.3, 0.5, 1}'`;

const ORDER: Record<Sort, string> = {
  name: 'place, path',
  updated: 'updated_at DESC, place, path',
  rank: 'rank DESC, place, path',
};

/** One by one: the planner cannot know how short a page is, and would read all entries to join them. */
const ENTRY = `SELECT * FROM prompt_entries WHERE view_id = page.view_id AND path = page.path LIMIT 1`;

/** The statement of a page: put together of constants, with all that was asked for among its values. */
export function listStatement(request: ListRequest): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const give: Give = (value) => `$${values.push(value)}`;
  const views = viewsOf(request, give);
  const match = matchOf(request, give);
  const limit = give(request.limit);
  const order = ORDER[request.sort];
  const page =
    match === undefined
      ? allOf(request, { views, limit, give })
      : `SELECT * FROM found ${matchedAfter(request, give)}`;
  const text = `WITH ${match === undefined ? '' : `found AS MATERIALIZED (${matching(views, match)}),`}
    page AS MATERIALIZED (${page} ORDER BY ${order} LIMIT ${limit})
    SELECT page.slug, page.path, page.updated_at, page.rank, e.blob, e.description, e.owner, e.tags, e.model, e.partial,
      e.commit_id, e.updated_by, ${match?.headline ?? 'NULL'} AS headline
    FROM page CROSS JOIN LATERAL (${ENTRY}) e
    ORDER BY ${order.replaceAll(/\w+/g, (word) => (word === 'DESC' ? word : `page.${word}`))}`;
  return { text, values };
}

/** `begin` is the path after which a view's own rows follow those of the same value on the page before; null: none do. */
function viewsOf({ views, after }: ListRequest, give: Give): string {
  const begins = views.map(({ slug }) => {
    if (after === undefined || slug > after.slug) return '';
    return slug === after.slug ? after.path : null;
  });
  const ids = give(views.map(({ id }) => id));
  const slugs = give(views.map(({ slug }) => slug));
  return `unnest(${ids}::bigint[], ${slugs}::text[], ${give(begins)}::text[]) WITH ORDINALITY AS v (id, slug, begin, place)`;
}

interface Match {
  /** Conditions on an entry `e`. */
  readonly conditions: readonly string[];
  readonly rank: string;
  readonly headline: string;
}

/** Undefined when everything is wanted. */
function matchOf({ views, question, filters }: ListRequest, give: Give): Match | undefined {
  const isFiltered =
    filters.tags.length > 0 || [filters.owner, filters.model, filters.kind].some((one) => one !== undefined);
  if (question === undefined && !isFiltered) return undefined;
  const ids = views.map(({ id }) => id);
  const labels = `${give(labelQuery(ids, filters))}::tsquery`;
  if (question === undefined)
    return { conditions: [`e.search @@ ${labels}`], rank: '0::real', headline: 'NULL' };
  const words = web(give(question.words));
  const named = `(${web(give(question.before))} && ${give(question.named)}::tsquery)`;
  const either = `(${words} || ${named})`;
  return {
    // An empty question would match everything: PostgreSQL may know fewer letters than we do.
    conditions: [`e.search @@ (${either} && ${labels})`, `numnode(${either}) > 0`],
    rank: `(ts_rank_cd(${WEIGHTS}, e.search, ${words}, 1) + CASE WHEN e.search @@ ${named} THEN 1 ELSE 0 END)::real`,
    headline: `ts_headline('english', e.body, ${words}, '${HEADLINE_OPTIONS}')`,
  };
}

/** As it stands, or in any form that English gives it. */
function web(words: string): string {
  return `(websearch_to_tsquery('simple', ${words}) || websearch_to_tsquery('english', ${words}))`;
}

/**
 * All that match, in all views at once. On its own, so that nobody takes the first ones of a page from another index and looks
 * at every prompt on the way.
 */
function matching(views: string, { conditions, rank }: Match): string {
  return `SELECT e.view_id, e.path, e.updated_at, ${rank} AS rank, v.slug, v.place, v.begin
    FROM ${views} JOIN prompt_entries e ON e.view_id = v.id WHERE ${conditions.join(' AND ')}`;
}

function matchedAfter({ sort, after }: ListRequest, give: Give): string {
  if (after === undefined) return '';
  if (sort === 'name') return 'WHERE path > begin';
  const [value, before] =
    sort === 'updated'
      ? [`${give(after.value)}::timestamptz`, 'updated_at']
      : [`${give(after.value)}::real`, 'rank'];
  return `WHERE ${before} < ${value} OR (${before} = ${value} AND path > begin)`;
}

/** Everything: every view gives its first ones, from an index. */
function allOf(
  { sort, after }: ListRequest,
  { views, limit, give }: { views: string; limit: string; give: Give },
): string {
  const conditions = ['e.view_id = v.id', ...allAfter(sort, after, give)];
  const order = sort === 'name' ? 'e.path' : 'e.updated_at DESC, e.path';
  return `SELECT l.*, v.slug, v.place FROM ${views} CROSS JOIN LATERAL (
      SELECT e.view_id, e.path, e.updated_at, 0::real AS rank FROM prompt_entries e WHERE ${conditions.join(' AND ')}
      ORDER BY ${order} LIMIT ${limit}
    ) l`;
}

function allAfter(sort: Sort, after: After | undefined, give: Give): string[] {
  if (after === undefined) return [];
  if (sort === 'name') return ['e.path > v.begin'];
  const time = `${give(after.value)}::timestamptz`;
  // The first one is for the index.
  return [`e.updated_at <= ${time}`, `(e.updated_at < ${time} OR e.path > v.begin)`];
}
