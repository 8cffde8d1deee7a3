import type * as vscode from 'vscode';
import type { Following, HubClient } from '@prompthub/client';
import type { LiveEvent } from '@prompthub/protocol';
import type { ProjectLink } from '../hub/project-links';
import type { ProjectSnapshot } from '../prompts/project-status';

/** What may have changed: runs of tests alone, or anything. */
export type News = 'tests' | 'anything';

interface LiveRefreshOptions {
  readonly status: { readonly onDidChange: vscode.Event<ProjectSnapshot> };
  readonly accounts: { client(hub: string): Promise<HubClient> };
  /** Something may have moved in the linked project. */
  readonly onNews: (news: News) => void;
}

/** A deployment moves several things at once, and one look shows them all. */
const SETTLE_MS = 250;

/** Follows the linked project at its hub while somebody is signed in there. A hub that tells nothing is as it was without. */
export class LiveRefresh implements vscode.Disposable {
  readonly #accounts: LiveRefreshOptions['accounts'];
  readonly #onNews: LiveRefreshOptions['onNews'];
  readonly #subscription: vscode.Disposable;
  /** Hub, project and account. */
  #followed: string | undefined;
  #following: Following | undefined;
  #timer: NodeJS.Timeout | undefined;
  #news: News = 'tests';

  constructor({ status, accounts, onNews }: LiveRefreshOptions) {
    this.#accounts = accounts;
    this.#onNews = onNews;
    this.#subscription = status.onDidChange(({ link, account }) => {
      void this.#follow(account === undefined ? undefined : link, account);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    void this.#follow(undefined);
  }

  async #follow(link: ProjectLink | undefined, account = ''): Promise<void> {
    const followed = link && [link.hub, link.project, account].join(' ');
    if (followed === this.#followed) return;
    this.#followed = followed;
    this.#following?.close();
    this.#following = undefined;
    clearTimeout(this.#timer);
    if (!link) return;
    const client = await this.#accounts.client(link.hub);
    if (followed !== this.#followed) return;
    this.#following = client
      .project(link.project)
      .follow({ connected: () => this.#soon(), moved: this.#soon });
  }

  readonly #soon = (event?: LiveEvent): void => {
    if (event?.kind !== 'test-run') this.#news = 'anything';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const news = this.#news;
      this.#news = 'tests';
      this.#onNews(news);
    }, SETTLE_MS);
  };
}
