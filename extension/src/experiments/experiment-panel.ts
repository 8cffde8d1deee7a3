import * as vscode from 'vscode';
import type { HubClient } from '@prompthub/client';
import type { Accounts } from '../auth/accounts';
import { describeFailure } from '../commands/support/describe-failure';
import { hubName } from '../hub/hub-address';
import type { ProjectLink } from '../hub/project-links';
import type { ProjectStatus } from '../prompts/project-status';
import { parseWebviewMessage, openPage } from '../runs/webview-page';
import { EXPERIMENT_BODY } from './experiment-body';
import { experimentPage, type ExperimentFacts, type ExperimentPage } from './experiment-page';
import { STEP_COMMANDS } from './experiment-steps';
import type { ExperimentStep } from './experiment-text';

/** What stands in place of the page, and what can be done about it. */
export interface ExperimentNotice {
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly command: string }[];
}

/** Which experiment the page is about. */
export interface ExperimentAddress {
  readonly link: ProjectLink;
  readonly id: string;
}

interface ExperimentWorld {
  readonly context: vscode.ExtensionContext;
  readonly accounts: Accounts;
  readonly status: ProjectStatus;
}

const NOTICE_COMMANDS = ['prompthub.signIn', 'prompthub.refresh'];

/** The page of one experiment: what is tried, what that shows and does not, and what can be done. One for the window. */
export class ExperimentPanel implements vscode.Disposable {
  readonly #world: ExperimentWorld;
  readonly #presented = new vscode.EventEmitter<ExperimentPage | ExperimentNotice>();
  readonly #disposables: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  #address: ExperimentAddress | undefined;
  #loaded: ExperimentFacts | undefined;
  /** Counts questions: only the answer to the last one is shown. */
  #asked = 0;

  /** After the page was given something new. */
  readonly onDidPresent = this.#presented.event;

  constructor(world: ExperimentWorld) {
    this.#world = world;
    this.#disposables = [this.#presented, world.status.onDidChange(() => this.refresh())];
  }

  /** Opens the page, or brings it to the front. */
  show(address: ExperimentAddress): void {
    this.#address = address;
    if (!this.#panel) return this.#open();
    this.#panel.reveal();
    void this.#load();
  }

  /** There is nothing left to show of it. */
  close(id: string): void {
    if (this.#address?.id === id) this.#panel?.dispose();
  }

  /** The hub is asked only while somebody looks. */
  refresh(): void {
    if (this.#panel?.visible) void this.#load();
  }

  /** What the page says: `value` is a step, or a command. */
  async receive(raw: unknown): Promise<void> {
    const { type, value = '' } = parseWebviewMessage(raw) ?? {};
    if (type === 'ready' || type === 'refresh') await this.#load();
    else if (type === 'command' && NOTICE_COMMANDS.includes(value))
      await vscode.commands.executeCommand(value);
    else if (type === 'step' && this.#loaded && this.#address && value in STEP_COMMANDS) {
      const { experiment } = this.#loaded.results;
      const row = { kind: 'experiment', link: this.#address.link, experiment };
      await vscode.commands.executeCommand(STEP_COMMANDS[value as ExperimentStep], row);
    }
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
    this.#panel?.dispose();
  }

  #open(): void {
    const page = { title: 'Experiment', media: 'experiment', styles: ['spending'], body: EXPERIMENT_BODY };
    const panel = openPage(this.#world.context.extensionUri, page, vscode.ViewColumn.Active);
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidDispose(() => (this.#panel = undefined));
    this.#panel = panel;
  }

  async #load(): Promise<void> {
    const address = this.#address;
    if (!address) return;
    const asked = ++this.#asked;
    const shown = await this.#ask(address);
    if (asked !== this.#asked) return;
    this.#loaded = 'results' in shown ? shown : undefined;
    const page = 'results' in shown ? experimentPage(shown, Date.now()) : undefined;
    const notice = 'results' in shown ? undefined : shown;
    if (this.#panel && page) this.#panel.title = page.title;
    await this.#panel?.webview.postMessage({ type: page ? 'page' : 'notice', page, notice });
    const presented = page ?? notice;
    if (presented) this.#presented.fire(presented);
  }

  async #ask({ link, id }: ExperimentAddress): Promise<ExperimentFacts | ExperimentNotice> {
    const { accounts } = this.#world;
    const host = hubName(link.hub);
    if (!(await accounts.session(link.hub)))
      return notice(`Sign in to ${host} to see the experiment.`, SIGN_IN);
    try {
      return await loadExperiment(await accounts.client(link.hub), link.project, id);
    } catch (error) {
      return notice(`${host} could not be asked. ${describeFailure(error).text}`, TRY_AGAIN);
    }
  }
}

async function loadExperiment(hub: HubClient, name: string, id: string): Promise<ExperimentFacts> {
  const project = hub.project(name);
  const [results, environments, me] = await Promise.all([
    project.experiments.results(id),
    project.releases.environments(),
    hub.me(),
  ]);
  const environment = environments.find((one) => one.name === results.experiment.environment);
  const organization = name.split('/')[0];
  const role = me.memberships.find((one) => one.organization === organization)?.role;
  return { results, environment, role };
}

const SIGN_IN = { label: 'Sign In', command: 'prompthub.signIn' };
const TRY_AGAIN = { label: 'Try Again', command: 'prompthub.refresh' };

function notice(text: string, action: ExperimentNotice['actions'][number]): ExperimentNotice {
  return { text, actions: [action] };
}
