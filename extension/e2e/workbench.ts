import type { FrameLocator, Locator, Page } from 'playwright-core';

/**
 * What a person sees and touches in a VS Code window. Selectors were found on 1.139; this file is the only one that
 * knows them.
 */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page.locator('.monaco-workbench .part.editor').first().waitFor();
  }

  /** Closes another window. Behind it this one is drawn once a second, and answers to the mouse as slowly. */
  async comeBackFrom(other: Page): Promise<void> {
    await other.close();
    await this.page.bringToFront();
  }

  get editor(): Locator {
    return this.page
      .locator('.part.editor .editor-group-container.active .editor-instance .monaco-editor')
      .first();
  }

  /** Runs a command by its full title, `Category: Title`; waits until it is registered. */
  async run(title: string): Promise<void> {
    await this.#choose(`>${title}`, new RegExp(`^${escape(title)}$`));
  }

  /** Whether the list of commands has this one now: those that are not enabled are missing there. */
  async offers(title: string): Promise<boolean> {
    await this.page.keyboard.press('F1');
    await this.#quickInput.fill(`>${title}`);
    const rows = this.#rows.filter({ hasText: /./ });
    await rows.first().waitFor();
    const labels = await rows.locator('.label-name').allTextContents();
    await this.page.keyboard.press('Escape');
    return labels.some((label) => label.replaceAll('\u00a0', ' ') === title);
  }

  async openFile(name: string): Promise<void> {
    const { page } = this;
    await retry(async () => {
      await page.keyboard.press('Control+P');
      await this.#quickInput.waitFor({ timeout: 5000 });
      await this.#quickInput.fill(name);
      await this.#rows.filter({ hasText: name }).first().click({ timeout: 3000 });
    }, page);
    await page.locator('.tabs-container .tab', { hasText: name }).first().waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }

  /** Puts the cursor at the start of a line that is visible. Lines count from 1. */
  async clickLine(text: string): Promise<void> {
    await this.line(text).click({ position: { x: 2, y: 5 } });
  }

  line(text: string): Locator {
    return this.editor
      .locator('.view-line')
      .filter({ hasText: spaced(text) })
      .first();
  }

  async text(): Promise<string> {
    return (await this.editor.locator('.view-line').allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  }

  squiggles(kind: 'error' | 'warning' | 'info' | 'hint'): Locator {
    return this.editor.locator(`.squiggly-${kind}`);
  }

  lens(text: string | RegExp): Locator {
    return this.editor.locator('.codelens-decoration a', { hasText: text }).first();
  }

  get suggestions(): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row');
  }

  /** Opens a view container of the activity bar; does nothing when it is open. */
  async openView(title: string): Promise<void> {
    const item = this.page.locator('.part.activitybar .action-item', {
      has: this.page.locator(`a.action-label[aria-label^="${title}"]`),
    });
    const classes = (await item.getAttribute('class')) ?? '';
    if (!classes.includes('checked')) await item.click();
  }

  treeItem(label: string | RegExp): Locator {
    return this.page.locator('.part.sidebar .monaco-list-row[role=treeitem]').filter({ hasText: label });
  }

  /**
   * Clicks a row of a tree until that has done what it is for. A row may be drawn anew under the mouse, which then clicks
   * nothing, or be gone because what it offers came to pass by itself.
   */
  async clickRow(row: Locator, isDone: () => Promise<boolean>): Promise<void> {
    await until(async () => {
      if (await isDone()) return true;
      await row
        .first()
        .click({ timeout: 2000 })
        .catch(() => undefined);
      return until(isDone, 'what it is for', 3000).then(
        () => true,
        () => false,
      );
    }, `what a click does on ${row.toString()}`);
  }

  status(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async answer(button: string): Promise<void> {
    await this.dialog.locator('.dialog-buttons .monaco-button', { hasText: button }).first().click();
  }

  /** Types into the input box, and accepts it; with a title, once the box of that title is open. */
  async input(text: string, title?: string): Promise<void> {
    if (title !== undefined) await this.titled(title);
    await this.#quickInput.waitFor();
    await this.#quickInput.fill(text);
    await this.#quickInput.press('Enter');
  }

  /** Runs a command that asks for a text under this title. A list that is drawn anew under a click may swallow the click. */
  async ask(command: string, title: string, text: string): Promise<void> {
    await until(
      async () => {
        await this.run(command);
        return appears(this.#title(title), 10_000);
      },
      `the question “${title}” of ${command}`,
      60_000,
    );
    await this.input(text);
  }

  /** Puts the cursor of the editor in front there. Something that loads late may take the focus, and the input box closes. */
  async goTo(line: number, column = 1): Promise<void> {
    const position = new RegExp(`Ln ${line}, Col ${column}\\b`);
    await until(async () => {
      await this.page.keyboard.press('Control+G');
      if (!(await appears(this.#quickInput, 2000))) return false;
      await this.#quickInput.fill(`:${line}:${column}`, { timeout: 2000 }).catch(() => undefined);
      await this.page.keyboard.press('Enter');
      return appears(this.page.locator('.statusbar-item', { hasText: position }).first(), 2000);
    }, `the cursor in line ${line}, column ${column}`);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** With a title, once the list of that title is open. */
  async pick(label: string | RegExp, title?: string): Promise<void> {
    if (title !== undefined) await this.titled(title);
    await this.#rows.filter({ hasText: label }).first().click();
  }

  /** Marks rows of a list of that title, which may need to be typed for, and accepts it. */
  async mark(labels: readonly string[], title: string): Promise<void> {
    await this.titled(title);
    for (const label of labels) {
      await this.#quickInput.fill(label);
      const row = this.#rows.filter({ hasText: label }).first();
      await row.waitFor();
      if ((await row.getAttribute('aria-checked')) !== 'true') await row.click();
    }
    await this.#quickInput.press('Enter');
  }

  /** Presses a button of a row of a tree. */
  async rowAction(row: Locator, action: string): Promise<void> {
    const button = row.first().locator(`.action-label[aria-label^="${action}"]`).first();
    // A row that is drawn anew meanwhile takes its buttons away.
    await retry(async () => {
      await row.first().hover({ timeout: 5000 });
      await button.click({ timeout: 2000 });
    }, this.page);
  }

  async titled(title: string): Promise<void> {
    await this.#title(title).waitFor();
  }

  /** The inside of the webview that holds `selector`. */
  async webview(selector: string): Promise<FrameLocator> {
    let found: FrameLocator | undefined;
    await until(async () => {
      found = await this.#webviewNow(selector);
      return found !== undefined;
    }, `a webview with ${selector}`);
    return found as FrameLocator;
  }

  async hasWebview(selector: string): Promise<boolean> {
    return (await this.#webviewNow(selector)) !== undefined;
  }

  async #webviewNow(selector: string): Promise<FrameLocator | undefined> {
    const frames = this.page.locator('iframe.webview');
    for (let i = 0; i < (await frames.count()); i++) {
      const frame = frames.nth(i).contentFrame().locator('iframe#active-frame').contentFrame();
      const isThere = await frame
        .locator(selector)
        .first()
        .isVisible()
        .catch(() => false);
      if (isThere) return frame;
    }
    return undefined;
  }

  get #quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  #title(text: string): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-title', { hasText: text });
  }

  get #rows(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
  }

  async #choose(query: string, label: RegExp): Promise<void> {
    await retry(async () => {
      await this.page.keyboard.press('F1');
      await this.#quickInput.waitFor({ timeout: 5000 });
      await this.#quickInput.fill(query, { timeout: 2500 });
      const row = this.#rows.filter({ has: this.page.locator('.label-name', { hasText: label }) });
      await row.first().click({ timeout: 2500 });
    }, this.page);
  }
}

/** Whether something is there within that time. */
export function appears(what: Locator, timeout: number): Promise<boolean> {
  return what.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** Waits for a condition of the outside world; never for a length of time. */
export async function until(
  condition: () => Promise<boolean>,
  what: string,
  timeoutMs = 30_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function retry(action: () => Promise<void>, page: Page): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    try {
      await action();
      return;
    } catch (error) {
      await page.keyboard.press('Escape');
      if (Date.now() > end) throw error;
    }
  }
}

/** VS Code draws spaces as no-break spaces. */
function spaced(text: string): RegExp {
  return new RegExp(escape(text).replaceAll(' ', '[ \u00a0]'));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
