import * as vscode from 'vscode';
import type { Accounts } from '../auth/accounts';
import { describeFailure } from '../commands/support/describe-failure';
import { needsTrust } from '../commands/support/needs';
import { tellFailure } from '../commands/support/tell-failure';
import { hubName } from '../hub/hub-address';
import type { ProjectLink } from '../hub/project-links';
import type { ProviderKeys } from '../keys/provider-keys';
import type { ProjectStatus } from '../prompts/project-status';
import { parseWebviewMessage, openPage } from '../runs/webview-page';
import { SPENDING_ACTIONS } from './spending-actions';
import { SPENDING_BODY } from './spending-body';
import { loadSpending, type SpendingFacts } from './spending-facts';
import { spenderRows, spendingPage, type SpendingPage } from './spending-page';
import { spendingPlace } from './spending-place';

/** What stands in place of the page's sections, and what can be done about it. */
export interface SpendingNotice {
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly command: string }[];
}

/** What the page shows, and of which hub and project that is: another may be the current one by now. */
interface Loaded {
  readonly facts: SpendingFacts;
  readonly link: ProjectLink;
}

type Shown =
  | { readonly page: SpendingPage; readonly loaded: Loaded; readonly notice?: undefined }
  | { readonly notice: SpendingNotice; readonly page?: undefined; readonly loaded?: undefined };

interface SpendingWorld {
  readonly context: vscode.ExtensionContext;
  readonly accounts: Accounts;
  readonly status: ProjectStatus;
  readonly keys: ProviderKeys;
  readonly log: vscode.LogOutputChannel;
}

const NOTICE_COMMANDS = ['prompthub.linkFolder', 'prompthub.signIn', 'prompthub.refresh'];

/** The page about money and keys of the linked project: budgets, rate limits, whose keys the hub uses. One for the window. */
export class SpendingPanel implements vscode.Disposable {
  readonly #world: SpendingWorld;
  readonly #presented = new vscode.EventEmitter<SpendingPage | SpendingNotice>();
  readonly #disposables: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  #loaded: Loaded | undefined;
  /** Counts questions: only the answer to the last one is shown. */
  #asked = 0;

  /** After the page was given something new. */
  readonly onDidPresent = this.#presented.event;

  constructor(world: SpendingWorld) {
    this.#world = world;
    this.#disposables = [this.#presented, world.status.onDidChange(() => this.refresh())];
  }

  /** Opens the page, or brings it to the front. */
  show(): void {
    if (!this.#panel) return this.#open();
    this.#panel.reveal();
    this.refresh();
  }

  /** The hub is asked only while somebody looks. */
  refresh(): void {
    if (this.#panel?.visible) void this.#load();
  }

  /** What the page says: `value` is the id of a row, or a command. */
  async receive(raw: unknown): Promise<void> {
    const { type, value = '' } = parseWebviewMessage(raw) ?? {};
    if (type === 'ready' || type === 'refresh') await this.#load();
    else if (type === 'spending') await this.#tellSpenders(value);
    else if (type === 'command' && NOTICE_COMMANDS.includes(value))
      await vscode.commands.executeCommand(value);
    else if (type !== undefined) await this.#act(type, value);
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
    this.#panel?.dispose();
  }

  #open(): void {
    const page = { title: 'Spending & Keys', media: 'spending', body: SPENDING_BODY };
    const panel = openPage(this.#world.context.extensionUri, page, vscode.ViewColumn.Active);
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidDispose(() => (this.#panel = undefined));
    this.#panel = panel;
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    const shown = await this.#ask();
    if (asked !== this.#asked) return;
    this.#loaded = shown.loaded;
    const type = shown.page ? 'page' : 'notice';
    await this.#panel?.webview.postMessage({ type, page: shown.page, notice: shown.notice });
    this.#presented.fire(shown.page ?? shown.notice);
  }

  async #ask(): Promise<Shown> {
    const { accounts, status, keys } = this.#world;
    const { link, account } = status.snapshot;
    if (!link)
      return notice('Budgets and keys appear here once the folder is linked to a project of a hub.', LINK);
    const host = hubName(link.hub);
    if (!account) return notice(`Sign in to ${host} to see what is spent, and with whose keys.`, SIGN_IN);
    try {
      const facts = await loadSpending(await accounts.client(link.hub), link.project, keys);
      return { page: spendingPage(facts, Date.now()), loaded: { facts, link } };
    } catch (error) {
      return notice(`${host} could not be asked. ${describeFailure(error).text}`, TRY_AGAIN);
    }
  }

  async #act(type: string, id: string): Promise<void> {
    const action = SPENDING_ACTIONS[type];
    const loaded = this.#loaded;
    if (!action || !loaded || !(await needsTrust('Changing budgets and keys'))) return;
    const { facts, link } = loaded;
    const { accounts, keys, log } = this.#world;
    try {
      const place = spendingPlace(await accounts.client(link.hub), link.project);
      await action.act({ place, facts, keys }, id);
    } catch (error) {
      void tellFailure({ log }, isGone(error) ? new Error(GONE) : error, { doing: action.doing });
    }
    await this.#load();
  }

  async #tellSpenders(id: string): Promise<void> {
    const { accounts } = this.#world;
    if (!this.#loaded) return;
    const { link } = this.#loaded;
    const { hub, organization } = spendingPlace(await accounts.client(link.hub), link.project);
    const answer = await hub
      .organization(organization)
      .budgetSpending(id)
      .then(
        (items) => ({ rows: spenderRows(items) }),
        (error: unknown) => ({ rows: [], problem: describeFailure(error).text }),
      );
    await this.#panel?.webview.postMessage({ type: 'spenders', id, ...answer });
  }
}

const GONE = 'It is not there any more: somebody else may have removed it.';

function isGone(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 404;
}

const LINK = { label: 'Link Folder to a Project', command: 'prompthub.linkFolder' };
const SIGN_IN = { label: 'Sign In', command: 'prompthub.signIn' };
const TRY_AGAIN = { label: 'Try Again', command: 'prompthub.refresh' };

function notice(text: string, action: SpendingNotice['actions'][number]): Shown {
  return { notice: { text, actions: [action] } };
}
