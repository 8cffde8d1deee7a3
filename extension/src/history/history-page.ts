import { hubName } from '../hub/hub-address';
import { relativeTime } from '../versions/relative-time';
import type { GraphRow } from './graph-lanes';
import { isEmptyFilter } from './history-filter';
import type { HistoryModel, HistoryRow } from './history-model';
import type { HistoryRef } from './history-refs';
import type { HistoryState } from './history-store';

/** A row as the page shows it. */
export interface PageRow {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly when: string;
  /** All there is to say, for the mouse that rests. */
  readonly tooltip: string;
  /** The same in short, for who listens. */
  readonly label: string;
  readonly refs: readonly HistoryRef[];
  readonly isMerge: boolean;
  readonly graph?: GraphRow;
}

/** What stands in place of rows, and what can be done about it. */
export interface PageNotice {
  readonly text: string;
  /** More about it, for the mouse that rests: below rows there is little room. */
  readonly detail?: string;
  readonly actions: readonly { readonly label: string; readonly command: string }[];
}

const REF_KINDS = { here: 'this branch', branch: 'branch', tag: 'tag', environment: 'runs in' } as const;

export function pageRow({ commit, refs, graph }: HistoryRow, now: number): PageRow {
  const { id, message, author, createdAt, parents } = commit;
  const [title = ''] = message.split('\n');
  const when = relativeTime(createdAt, now);
  const isMerge = parents.length > 1;
  const names = refs.map(({ kind, name }) => `${REF_KINDS[kind]} ${name}`);
  const label = [title, author.name, when, isMerge ? 'merge' : '', ...names].filter(Boolean).join(', ');
  const tooltip = [
    message.trim(),
    `${author.name}, ${new Date(createdAt).toLocaleString()}`,
    [id.slice(0, 10), ...names].join(' · '),
  ].join('\n\n');
  return { id, title, author: author.name, when, tooltip, label, refs, isMerge, ...(graph ? { graph } : {}) };
}

/** What the page says in place of rows, or below them; undefined when the rows say it all. */
export function noticeOf(state: HistoryState): PageNotice | undefined {
  switch (state.kind) {
    case 'unlinked':
      return {
        text: 'The history of a project appears here once the folder is linked to one.',
        actions: [{ label: 'Link Folder to a Project', command: 'prompthub.linkFolder' }],
      };
    case 'signed-out':
      return {
        text: 'Sign in to see the history of the project.',
        actions: [{ label: 'Sign In', command: 'prompthub.signIn' }],
      };
    case 'loading':
      return { text: 'Loading…', actions: [] };
    case 'failed':
      return { text: `${hubName(state.hub)} could not be asked. ${state.problem}`, actions: [TRY_AGAIN] };
    case 'shown':
      if (state.problem !== undefined)
        return { text: 'As last seen: the hub is away.', detail: state.problem, actions: [TRY_AGAIN] };
      return state.model.rows.length > 0 || !state.model.isDone ? undefined : nothingIn(state.model);
  }
}

/** What the buttons of the page may do. */
export const PAGE_COMMANDS = [
  ...['refresh', 'linkFolder', 'signIn', 'publish', 'filterHistory', 'clearHistoryFilter'],
].map((name) => `prompthub.${name}`);

/** What the last row offers: undefined when everything is shown. */
export function restText({ isDone, searched, question }: HistoryModel): string | undefined {
  if (isDone) return undefined;
  if (isEmptyFilter(question.filter)) return 'Load older versions';
  return `Search further back (looked through ${searched.toLocaleString('en')} versions)`;
}

const TRY_AGAIN = { label: 'Try Again', command: 'prompthub.refresh' };

function nothingIn({ question }: HistoryModel): PageNotice {
  if (isEmptyFilter(question.filter))
    return {
      text: 'Nothing has been published on this branch yet.',
      actions: [{ label: 'Publish', command: 'prompthub.publish' }],
    };
  return {
    text: 'No version fits the filter.',
    actions: [
      { label: 'Clear Filter', command: 'prompthub.clearHistoryFilter' },
      { label: 'Change Filter', command: 'prompthub.filterHistory' },
    ],
  };
}

export const HISTORY_BODY = `
<div id="rows" role="listbox" aria-label="Versions" aria-multiselectable="true" tabindex="-1"><div id="space"></div></div>
<section id="notice" role="status" hidden><p id="notice-text"></p><div id="notice-actions"></div></section>`;
