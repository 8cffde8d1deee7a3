// Page-object helpers for the VS Code 1.139 workbench (web), Playwright. Selectors verified on 1.139.1.
export class Workbench {
  constructor(page, server) {
    this.page = page;
    this.server = server;
  }
  get editor() {
    return this.page
      .locator('.part.editor .editor-group-container.active .editor-instance .monaco-editor')
      .first();
  }
  async ready() {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page
      .locator('.monaco-workbench .explorer-viewlet, .monaco-workbench .part.editor')
      .first()
      .waitFor();
  }
  /** id or title; titles must be the full "Category: Title". Waits for the row, so it also waits for extension registration. */
  async run(title, { timeout = 20_000 } = {}) {
    const { page } = this;
    const t = Date.now();
    for (;;) {
      await page.keyboard.press('F1');
      const input = page.locator('.quick-input-widget:visible .quick-input-box input');
      await input.waitFor({ timeout: 5000 });
      await input.fill('>' + title);
      const row = page
        .locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', {
          has: page.locator('.quick-input-list-row .monaco-icon-label .label-name', {
            hasText: new RegExp('^' + title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') + '$'),
          }),
        })
        .first();
      try {
        await row.click({ timeout: 2500 });
        return;
      } catch (e) {
        await page.keyboard.press('Escape');
        if (Date.now() - t > timeout) throw e;
      }
    }
  }
  async openFile(name) {
    // quick open; the Explorer row also works: getByRole('treeitem', { name })
    const { page } = this;
    for (let i = 0; ; i++) {
      await page.keyboard.press('Control+P');
      const input = page.locator('.quick-input-widget:visible .quick-input-box input');
      await input.waitFor();
      await input.fill(name);
      try {
        await page
          .locator('.quick-input-widget:visible .monaco-list-row', { hasText: name })
          .first()
          .click({ timeout: 3000 });
        break;
      } catch (e) {
        await page.keyboard.press('Escape');
        if (i > 4) throw e;
      }
    }
    await this.tab(name).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }
  tab(name) {
    return this.page.locator('.tabs-container .tab', { hasText: name });
  }
  async focusEditor(line = 1) {
    await this.editor
      .locator('.view-lines .view-line')
      .nth(line - 1)
      .click({ position: { x: 2, y: 5 } });
  }
  async type(text, opts) {
    await this.page.keyboard.type(text, { delay: 15, ...opts });
  }
  async text() {
    return (await this.editor.locator('.view-line').allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  }
  squiggles(kind = 'error|warning|info|hint') {
    return this.editor.locator(
      kind
        .split('|')
        .map((k) => `.squiggly-${k}`)
        .join(','),
    );
  }
  lens(text) {
    return this.editor.locator('.codelens-decoration a', { hasText: text }).first();
  }
  async openView(title) {
    // activity bar; click toggles, so only when not active
    const item = this.page.locator('.part.activitybar .action-item', {
      has: this.page.locator(`a.action-label[aria-label^="${title}"]`),
    });
    if (!(await item.getAttribute('class')).includes('checked')) await item.click();
  }
  treeItem(label) {
    return this.page.locator('.part.sidebar .monaco-list-row[role=treeitem]', { hasText: label });
  }
  section(title) {
    return this.page.locator('.part.sidebar .pane', {
      has: this.page.locator(`.pane-header[aria-label^="${title}"]`),
    });
  }
  status(text) {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }
  toast(text) {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }
  dialog() {
    return this.page.locator('.monaco-dialog-box');
  }
  async answer(button) {
    await this.dialog().locator('.dialog-buttons .monaco-button', { hasText: button }).click();
  }
  /** content frame of the webview that contains `selector` (webviews are <iframe.webview> > <iframe#active-frame>, placed outside the editor/view DOM) */
  async webview(selector, timeout = 20_000) {
    const t = Date.now();
    while (Date.now() - t < timeout) {
      const n = await this.page.locator('iframe.webview').count();
      for (let i = 0; i < n; i++) {
        const f = this.page
          .locator('iframe.webview')
          .nth(i)
          .contentFrame()
          .locator('iframe#active-frame')
          .contentFrame();
        if (
          await f
            .locator(selector)
            .first()
            .isVisible()
            .catch(() => false)
        )
          return f;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error('no webview with ' + selector);
  }
  async input(text) {
    const i = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await i.waitFor();
    await i.fill(text);
    await i.press('Enter');
  }
  async pick(label) {
    await this.page
      .locator('.quick-input-widget:visible .monaco-list-row', { hasText: label })
      .first()
      .click();
  }
}
