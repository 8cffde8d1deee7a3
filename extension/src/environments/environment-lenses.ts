import * as vscode from 'vscode';
import type { Accounts } from '../auth/accounts';
import type { ProjectLink, ProjectLinks } from '../hub/project-links';
import { behindEnvironments } from './behind-environments';
import { isDeployable } from './environment-text';
import type { EnvironmentsView, ReleaseRow } from './environments-view';

interface Lens {
  readonly title: string;
  readonly row: ReleaseRow;
}
interface Known {
  lenses: readonly Lens[];
  /** The last question to the hub; undefined when it has to be asked anew. */
  question: symbol | undefined;
}

const SETTING = 'prompthub.codeLens.environments';

/**
 * Says above a prompt where an older version of it runs. What the editor asks for is answered from memory: the hub is asked
 * on the side, once for every time that the Environments view has news, and while it is away nothing is said.
 */
export class EnvironmentLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #accounts: Accounts;
  readonly #links: ProjectLinks;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  /** By the address of the document. */
  readonly #known = new Map<string, Known>();

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor({
    accounts,
    links,
    environments,
  }: {
    accounts: Accounts;
    links: ProjectLinks;
    environments: EnvironmentsView;
  }) {
    this.#accounts = accounts;
    this.#links = links;
    this.#disposables = [
      this.#changed,
      vscode.languages.registerCodeLensProvider({ language: 'dotprompt', scheme: 'file' }, this),
      environments.onDidChangeTreeData(() => this.#askAgain()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#known.delete(uri.toString())),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.#changed.fire();
      }),
    ];
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const link = this.#links.linkOf(uri);
    const path = this.#links.projectPath(uri);
    const on = vscode.workspace.getConfiguration().get(SETTING, true);
    if (!on || !link || path === undefined || !isDeployable(path)) return [];
    const known = this.#known.get(uri.toString()) ?? { lenses: [], question: undefined };
    this.#known.set(uri.toString(), known);
    if (!known.question) void this.#ask(known, link, path);
    return known.lenses.map(({ title, row }) => {
      const tooltip = 'Compare what runs there with the newest version';
      const command = { command: 'prompthub.diffDeployedWithBranch', title, tooltip, arguments: [row] };
      return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command);
    });
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  #askAgain(): void {
    this.#known.forEach((known) => (known.question = undefined));
    this.#changed.fire();
  }

  async #ask(known: Known, link: ProjectLink, path: string): Promise<void> {
    const question = Symbol(path);
    known.question = question;
    const lenses = await this.#lenses(link, path).catch(() => []);
    if (known.question !== question) return;
    const titles = (list: readonly Lens[]) => list.map(({ title }) => title).join();
    const same = titles(lenses) === titles(known.lenses);
    known.lenses = lenses;
    if (!same) this.#changed.fire();
  }

  async #lenses(link: ProjectLink, path: string): Promise<Lens[]> {
    if (!(await this.#accounts.session(link.hub))) return [];
    const client = await this.#accounts.client(link.hub);
    const all = await client.project(link.project).releases.environments({ path });
    return behindEnvironments(all, path).map(({ environment, title }) => ({
      title,
      row: { kind: 'release', link, environment, path, last: environment === all.at(-1) },
    }));
  }
}
