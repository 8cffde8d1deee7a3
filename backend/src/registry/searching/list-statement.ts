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

const COLUMNS = `e.view_id, e.path, e.blob, e.description, e.owner, e.tags, e.model, e.partial, e.commit_id, e.updated_by,
  e.updated_at`;
/** How much a word counts in a text, among tags, in the description, in the name. */
const WEIGHTS = `'{0.1, 0.3, 0.5, 1}'`;

const ORDER: Record<Sort, string> = {
  name: 'place, path',
  updated: 'updated_at DESC, place, path',
  rank: 'rank DESC, place, path',
};

/** The statement of a page: put together of constants, with all that was asked for among its values. */
export function listStatement(request: ListRequest): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const give: Give = (value) => `$${values.push(value)}`;
  const views = viewsOf(request, give);
  const match = matchOf(request, give);
  const limit = give(request.limit);
  const rows =
    request.sort === 'rank'
      ? ranked(request, { views, match, give })
      : sorted(request, { views, match, limit, give });
  const order = ORDER[request.sort];
  const headline =
    match.words === undefined
      ? { column: 'NULL', join: '' }
      : {
          column: `ts_headline('english', e.body, ${match.words}, '${HEADLINE_OPTIONS}')`,
          join: 'JOIN prompt_entries e USING (view_id, path)',
        };
  const text = `WITH page AS MATERIALIZED (${rows} ORDER BY ${order} LIMIT ${limit})
    SELECT page.*, ${headline.column} AS headline FROM page ${headline.join} ORDER BY ${order.replaceAll('updated_at', 'page.updated_at')}`;
  return { text, values };
}

interface Match {
  /** Conditions on an entry `e`. */
  readonly conditions: readonly string[];
  readonly rank: string;
  /** What to mark in snippets. */
  readonly words: string | undefined;
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

function matchOf({ views, question, filters }: ListRequest, give: Give): Match {
  const isFiltered =
    filters.tags.length > 0 || [filters.owner, filters.model, filters.kind].some((one) => one !== undefined);
  if (question === undefined && !isFiltered) return { conditions: [], rank: '0::real', words: undefined };
  const ids = views.map(({ id }) => id);
  const labels = `${give(labelQuery(ids, filters))}::tsquery`;
  if (question === undefined)
    return { conditions: [`e.search @@ ${labels}`], rank: '0::real', words: undefined };
  const words = web(give(question.words));
  const named = `(${web(give(question.before))} && ${give(question.named)}::tsquery)`;
  const either = `(${words} || ${named})`;
  return {
    // An empty question would match everything: PostgreSQL may know fewer letters than we do.
    conditions: [`e.search @@ (${either} && ${labels})`, `numnode(${either}) > 0`],
    rank: `(ts_rank_cd(${WEIGHTS}, e.search, ${words}, 1) + CASE WHEN e.search @@ ${named} THEN 1 ELSE 0 END)::real`,
    words,
  };
}

/** As it stands, or in any form that English gives it. */
function web(words: string): string {
  return `(websearch_to_tsquery('simple', ${words}) || websearch_to_tsquery('english', ${words}))`;
}

/** Every view gives its first ones, from an index. */
function sorted(
  { sort, after }: ListRequest,
  { views, match, limit, give }: { views: string; match: Match; limit: string; give: Give },
): string {
  const conditions = ['e.view_id = v.id', ...match.conditions, ...sortedAfter(sort, after, give)];
  const order = sort === 'name' ? 'e.path' : 'e.updated_at DESC, e.path';
  return `SELECT l.*, v.slug, v.place FROM ${views} CROSS JOIN LATERAL (
      SELECT ${COLUMNS}, ${match.rank} AS rank FROM prompt_entries e WHERE ${conditions.join(' AND ')}
      ORDER BY ${order} LIMIT ${limit}
    ) l`;
}

function sortedAfter(sort: Sort, after: After | undefined, give: Give): string[] {
  if (after === undefined) return [];
  if (sort === 'name') return ['e.path > v.begin'];
  const time = `${give(after.value)}::timestamptz`;
  // The first one is for the index.
  return [`e.updated_at <= ${time}`, `(e.updated_at < ${time} OR e.path > v.begin)`];
}

/** All that match are looked at, in all views at once. */
function ranked(
  { after }: ListRequest,
  { views, match, give }: { views: string; match: Match; give: Give },
): string {
  const rank = after === undefined ? '' : `${give(after.value)}::real`;
  return `SELECT r.* FROM (
      SELECT ${COLUMNS}, ${match.rank} AS rank, v.slug, v.place, v.begin
      FROM ${views} JOIN prompt_entries e ON e.view_id = v.id WHERE ${match.conditions.join(' AND ')}
    ) r ${after === undefined ? '' : `WHERE rank < ${rank} OR (rank = ${rank} AND path > begin)`}`;
}
