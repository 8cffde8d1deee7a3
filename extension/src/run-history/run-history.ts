import type * as vscode from 'vscode';
import type { ExecutionRecord } from '@prompthub/protocol';
import type { Accounts } from '../auth/accounts';
import { hubName } from '../hub/hub-address';
import type { ProjectLink, ProjectLinks } from '../hub/project-links';
import type { RunRecord } from '../runs/run-record';
import type { Runner } from '../runs/runner';
import type { RunLog } from './run-log';
import { fitsFilter, runOfExecution, runRows, type RunFilter, type RunRow } from './run-rows';

export interface RunHistoryOptions {
  readonly accounts: Accounts;
  readonly links: ProjectLinks;
  readonly runner: Runner;
  /** Undefined without a folder: then there is only this session. */
  readonly log: RunLog | undefined;
}

/** Records of the hub that were loaded, or why they were not. */
interface HubRecords {
  readonly hub: string;
  readonly items: readonly ExecutionRecord[];
  readonly cursor?: string;
  readonly problem?: string;
}

const PAGE = 50;

/** The runs of one prompt: of this session, of earlier ones on this machine, and of its hub. */
export class RunHistory {
  readonly #options: RunHistoryOptions;
  readonly #uri: vscode.Uri;
  readonly #filter: RunFilter;
  #records: Promise<HubRecords | undefined> | undefined;

  constructor(options: RunHistoryOptions, uri: vscode.Uri, filter: RunFilter) {
    this.#options = options;
    this.#uri = uri;
    this.#filter = filter;
  }

  /** Newest first, as far as they are loaded; and what is to be said below them. */
  async rows(): Promise<{ rows: RunRow[]; more: boolean; hub?: string; problem?: string }> {
    this.#records ??= this.#ask(undefined);
    const [runs, records] = await Promise.all([this.#runs(), this.#records]);
    const rows = runRows(runs, records?.items ?? [], this.#uri.toString());
    return {
      rows: rows.filter((row) => fitsFilter(row, this.#filter)),
      more: records?.cursor !== undefined,
      ...(records?.problem === undefined ? {} : { hub: records.hub, problem: records.problem }),
    };
  }

  async loadMore(): Promise<void> {
    const before = await this.#records;
    if (before?.cursor !== undefined) this.#records = this.#ask(before);
    await this.#records;
  }

  /** @throws HubError, HubUnreachableError when the hub cannot be asked for what it kept */
  async runOf(row: RunRow): Promise<RunRecord> {
    if (row.kind === 'run') return row.run;
    const link = this.#link();
    if (!link) throw new Error('This file is in no folder that is linked to a project.');
    const client = await this.#options.accounts.client(link.hub);
    const detail = await client.project(link.project).execution(row.record.id);
    const who = `${detail.user.name} ran version ${detail.commit.slice(0, 7)} on ${hubName(link.hub)}.`;
    const kept = detail.contents ? '' : ' The project keeps no values and answers.';
    return runOfExecution(detail, { uri: row.uri, note: `${who}${kept}` });
  }

  /** Those of this session know more than what is kept of them. */
  async #runs(): Promise<RunRecord[]> {
    const uri = this.#uri.toString();
    const session = this.#options.runner.runs.filter((run) => run.uri === uri);
    const ids = new Set(session.map(({ runId }) => runId));
    const kept = (await this.#options.log?.runs(uri)) ?? [];
    return [...session, ...kept.filter(({ runId }) => !ids.has(runId))];
  }

  /** Undefined where there is no hub to ask, or where its records are not wanted. */
  async #ask(before: HubRecords | undefined): Promise<HubRecords | undefined> {
    const { accounts, links } = this.#options;
    const { model, status, where, mine } = this.#filter;
    const [link, path] = [this.#link(), links.projectPath(this.#uri)];
    if (!link || path === undefined || where === 'here' || status === 'cancelled') return undefined;
    if (!(await accounts.session(link.hub))) return undefined;
    const { hub } = link;
    const items = before?.items ?? [];
    try {
      const query = { path, model, status, limit: PAGE, cursor: before?.cursor };
      const client = await accounts.client(hub);
      const page = await client
        .project(link.project)
        .executions({ ...query, ...(mine ? { user: 'me' as const } : {}) });
      return { hub, items: [...items, ...page.items], cursor: page.nextCursor };
    } catch (error) {
      return { hub, items, problem: error instanceof Error ? error.message : String(error) };
    }
  }

  #link(): ProjectLink | undefined {
    return this.#options.links.linkOf(this.#uri);
  }
}
