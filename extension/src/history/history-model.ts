import type { ProjectClient } from '@prompthub/client';
import type { CommitPage } from '@prompthub/protocol';
import { GraphLanes, type GraphRow } from './graph-lanes';
import { isEmptyFilter, matches, type HistoryFilter } from './history-filter';
import type { HistoryRef, HistoryRefs } from './history-refs';
import { HistoryWalk, type HistoryCommit, type LoadPage } from './history-walk';

/** Which branches are shown: one, or all of them with their tags. */
export type HistoryScope = { readonly branch: string } | 'all';

export interface HistoryRow {
  readonly commit: HistoryCommit;
  readonly refs: readonly HistoryRef[];
  /** Absent in a filtered history: what stands between its commits is not shown. */
  readonly graph: GraphRow | undefined;
}

export interface HistoryQuestion {
  readonly project: Pick<ProjectClient, 'graph' | 'history'>;
  readonly refs: HistoryRefs;
  readonly scope: HistoryScope;
  readonly filter: HistoryFilter;
}

const PAGE = 200;
/** Rows that one step adds at least, and versions that it looks through at most. */
const ROWS_A_STEP = 50;
const SEARCHED_A_STEP = 2000;

/** The history of one question, as far as it has been loaded. */
export class HistoryModel {
  readonly question: HistoryQuestion;
  readonly #rows: HistoryRow[] = [];
  readonly #lanes: GraphLanes | undefined;
  readonly #source: Pick<HistoryWalk, 'isDone' | 'next'>;
  #searched = 0;

  constructor(question: HistoryQuestion) {
    this.question = question;
    this.#lanes = isEmptyFilter(question.filter) ? new GraphLanes() : undefined;
    this.#source = sourceOf(question);
  }

  get rows(): readonly HistoryRow[] {
    return this.#rows;
  }

  get isDone(): boolean {
    return this.#source.isDone;
  }

  /** How many versions were looked at, shown or not. */
  get searched(): number {
    return this.#searched;
  }

  /** Loads what one look needs; a rare author may not be found in it. @returns the new rows */
  async loadMore(): Promise<HistoryRow[]> {
    const [rowsBefore, searchedBefore] = [this.#rows.length, this.#searched];
    while (
      !this.#source.isDone &&
      this.#rows.length - rowsBefore < ROWS_A_STEP &&
      this.#searched - searchedBefore < SEARCHED_A_STEP
    ) {
      const commits = await this.#source.next();
      this.#searched += commits.length;
      for (const commit of commits)
        if (matches(this.question.filter, commit)) this.#rows.push(this.#row(commit));
    }
    return this.#rows.slice(rowsBefore);
  }

  #row(commit: HistoryCommit): HistoryRow {
    const refs = this.question.refs.byCommit.get(commit.id) ?? [];
    return { commit, refs, graph: this.#lanes?.add(commit) };
  }
}

function sourceOf({ project, refs, scope, filter }: HistoryQuestion): Pick<HistoryWalk, 'isDone' | 'next'> {
  if (filter.path !== undefined) return new PathHistory(pagesOfPath({ project, scope, path: filter.path }));
  const graph: LoadPage = (cursor) => project.graph({ cursor, limit: PAGE });
  return new HistoryWalk(graph, rootsOf(refs, scope));
}

function rootsOf({ branches, tags }: HistoryRefs, scope: HistoryScope): string[] {
  if (scope === 'all') return [...branches.map(({ head }) => head), ...tags.map(({ commit }) => commit)];
  return branches.flatMap(({ name, head }) => (name === scope.branch ? [head] : []));
}

/** What changed one file, under all its names; the hub knows it for one line of versions at a time. */
function pagesOfPath({
  project,
  scope,
  path,
}: Pick<HistoryQuestion, 'project' | 'scope'> & { path: string }): LoadPage {
  const ref = scope === 'all' ? undefined : scope.branch;
  return (cursor) =>
    project.history({ path, ref, cursor, follow: true, limit: PAGE }).catch((error: unknown): CommitPage => {
      // A branch or a file that the hub has never seen has no history; that is not a failure.
      if (error instanceof Error && 'status' in error && error.status === 404) return { items: [] };
      throw error;
    });
}

class PathHistory {
  readonly #load: LoadPage;
  #cursor: string | undefined;
  isDone = false;

  constructor(load: LoadPage) {
    this.#load = load;
  }

  async next(): Promise<HistoryCommit[]> {
    const { items, nextCursor } = await this.#load(this.#cursor);
    this.#cursor = nextCursor;
    this.isDone = nextCursor === undefined;
    return items;
  }
}
