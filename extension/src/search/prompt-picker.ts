import * as vscode from 'vscode';
import type { PromptPage, PromptSummary } from '@prompthub/protocol';
import { describeFailure } from '../commands/support/describe-failure';
import { PromptLookup } from './prompt-lookup';
import { promptText } from './prompt-text';

/** Asks the hub for prompts with these words, of the project or of all in its organization. */
export type AskForPrompts = (
  text: string,
  options: { everywhere: boolean; signal: AbortSignal },
) => Promise<PromptPage>;

export interface PickedPrompt {
  readonly prompt: PromptSummary;
  /** The published text is wanted, even where the file is here. */
  readonly published: boolean;
}

interface PromptItem extends vscode.QuickPickItem {
  readonly prompt?: PromptSummary;
  readonly again?: boolean;
}

const PUBLISHED: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('git-commit'),
  tooltip: 'Open Published Version',
};

/** Lets a person find a prompt by typing. Undefined when they leave. */
export class PromptPicker {
  readonly #pick = vscode.window.createQuickPick<PromptItem>();
  readonly #lookup: PromptLookup<PromptPage>;
  readonly #organization: string;
  #everywhere = false;

  constructor(organization: string, ask: AskForPrompts) {
    this.#organization = organization;
    this.#lookup = new PromptLookup<PromptPage>({
      ask: (text, signal) => ask(text, { everywhere: this.#everywhere, signal }),
      onBusy: (busy) => (this.#pick.busy = busy),
      onFound: (page) => (this.#pick.items = this.#found(page)),
      onFailure: (error) => (this.#pick.items = failed(error)),
    });
  }

  show(): Promise<PickedPrompt | undefined> {
    const pick = this.#pick;
    pick.placeholder = 'Words of a name, a description, a tag or a text';
    this.#look({ everywhere: false });
    return new Promise((resolve) => {
      const done = (picked: PickedPrompt) => {
        resolve(picked);
        pick.hide();
      };
      pick.onDidChangeValue((text) => this.#lookup.type(text));
      pick.onDidTriggerButton(() => this.#look({ everywhere: !this.#everywhere }));
      pick.onDidTriggerItemButton(
        ({ item }) => item.prompt && done({ prompt: item.prompt, published: true }),
      );
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item?.prompt) done({ prompt: item.prompt, published: false });
        else if (item?.again) this.#lookup.type(pick.value, { now: true });
      });
      pick.onDidHide(() => {
        this.#lookup.stop();
        resolve(undefined);
        pick.dispose();
      });
      pick.show();
    });
  }

  #look({ everywhere }: { everywhere: boolean }): void {
    const where = everywhere ? `all projects of ${this.#organization}` : 'this project';
    const other = everywhere ? 'Look in This Project' : `Look in All Projects of ${this.#organization}`;
    this.#everywhere = everywhere;
    this.#pick.title = `Find a prompt in ${where}`;
    this.#pick.buttons = [
      { iconPath: new vscode.ThemeIcon(everywhere ? 'repo' : 'organization'), tooltip: other },
    ];
    this.#lookup.type(this.#pick.value, { now: true });
  }

  #found({ items, nextCursor }: PromptPage): PromptItem[] {
    if (items.length === 0) return [said('$(search) No prompt is like that')];
    const shown = items.map((prompt) => ({
      ...promptText(prompt, { withProject: this.#everywhere }),
      // The hub has chosen already, also by words that are not shown.
      alwaysShow: true,
      buttons: [PUBLISHED],
      prompt,
    }));
    return nextCursor === undefined
      ? shown
      : [...shown, said('$(ellipsis) There are more: type another word')];
  }
}

function failed(error: unknown): PromptItem[] {
  const { text, away } = describeFailure(error);
  const again = { label: '$(refresh) Try again', alwaysShow: true, again: true };
  return [
    {
      ...said(away ? '$(cloud-offline) The hub is away' : '$(warning) The hub did not answer'),
      detail: text,
    },
    again,
  ];
}

function said(label: string): PromptItem {
  return { label, alwaysShow: true };
}
