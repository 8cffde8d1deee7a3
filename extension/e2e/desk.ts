import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Editor } from './editor';
import { appears, until, type Workbench } from './workbench';

export interface DeskOptions {
  readonly folder: string;
  /** Where pictures go. */
  readonly shots: string;
  /** The file that is worked on, and `|` behind the text of its last line. */
  readonly file: string;
  readonly lastLine: string;
}

/** A person at work on one prompt of a folder: what fingers do, in one place, and waiting for what eyes see. */
export class Desk {
  readonly #editor: Editor;
  readonly #folder: string;
  readonly #shots: string;
  readonly #file: string;
  readonly #lastLine: string;

  constructor(editor: Editor, { folder, shots, file, lastLine }: DeskOptions) {
    this.#editor = editor;
    this.#folder = folder;
    this.#shots = shots;
    this.#file = file;
    this.#lastLine = lastLine;
  }

  get page(): Page {
    return this.#editor.page;
  }

  get window(): Workbench {
    return this.#editor.window;
  }

  async clean(): Promise<void> {
    await this.page.keyboard.up('Control');
    for (let i = 0; i < 3; i++) await this.page.keyboard.press('Escape');
    while ((await this.page.locator('.tab.dirty').count()) > 0) {
      await this.page.locator('.tab.dirty').first().click();
      await this.window.run('File: Revert File');
      await this.page.locator('.tab.dirty.active').waitFor({ state: 'detached' });
    }
  }

  /** Chooses from the menu of the right button: by the keyboard, as a menu takes no click in its first tenth of a second. */
  async choose(from: Locator, entry: string): Promise<void> {
    await from.click({ button: 'right' });
    const item = this.page.locator('.monaco-menu .action-item', { hasText: entry });
    await item.hover();
    await this.page.locator('.monaco-menu .action-item.focused', { hasText: entry }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Puts the cursor where `|` stands in this piece of a file, as it is saved. */
  async at(file: string, piece: string): Promise<void> {
    const text = this.saved(file);
    const start = text.indexOf(piece.replace('|', ''));
    if (start < 0) throw new Error(`${file} has no ${piece}`);
    const before = text.slice(0, start + piece.indexOf('|')).split('\n');
    await this.show(file);
    const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
    await this.window.goTo(line, column);
    await this.page.locator('.part.editor .monaco-editor.focused').first().waitFor();
  }

  async show(file: string): Promise<void> {
    if ((await this.tab(file).count()) === 0) await this.window.openFile(file);
    await this.tab(file).first().click();
    await this.active(file);
  }

  /**
   * A line of its own below the last one, where the template may be tried. VS Code closes braces only on a line that it
   * has coloured, which takes a moment behind Enter; nobody types so fast.
   */
  async newLine(): Promise<void> {
    await this.at(this.#file, this.#lastLine);
    await this.page.keyboard.press('Enter');
    await until(async () => {
      await this.page.keyboard.type('{');
      const closed = await this.page.locator('.auto-closed-character').count();
      await this.page.keyboard.press('Backspace');
      return closed > 0;
    }, 'the brace to be closed');
  }

  /** Misspells a variable; the cursor stays on it. */
  async mistake(): Promise<void> {
    await this.newLine();
    await this.page.keyboard.insertText('{{tickt}}');
    for (let i = 0; i < 4; i++) await this.page.keyboard.press('ArrowLeft');
    await this.squiggles().first().waitFor();
    await this.page.keyboard.press('Escape');
  }

  /** Rests the mouse on a place until it is explained; once more where the place was drawn anew meanwhile. */
  async rest(place: Locator, text: string): Promise<void> {
    const shown = (): Promise<void> => this.hover(text).waitFor({ timeout: 3000 });
    await until(async () => {
      await this.page.mouse.move(700, 20);
      const tried = place.hover({ timeout: 3000 }).then(shown);
      return tried.then(
        () => true,
        () => false,
      );
    }, `the explanation “${text}”`);
  }

  /** Puts another text in the place of a whole line of the prompt, as it is saved, and saves. */
  async rewrite(from: string, to: string): Promise<void> {
    await this.at(this.#file, `${from}|`);
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Shift+End');
    await this.page.keyboard.insertText(to);
    await this.page.keyboard.press('Control+S');
    await this.onDisk(this.#file, to);
  }

  /** Some refactorings VS Code saves itself, perhaps just now. */
  async saveAll(): Promise<void> {
    const dirty = this.page.locator('.tab.dirty');
    await until(async () => {
      if ((await dirty.count()) === 0) return true;
      await dirty
        .first()
        .click({ timeout: 1000 })
        .catch(() => undefined);
      await this.page.keyboard.press('Control+S');
      return false;
    }, 'every file to be saved');
  }

  /** Opens the light bulb until it offers the action: what was changed a moment ago may not be known to it yet. */
  async offered(text: string | RegExp): Promise<Locator> {
    const action = this.page.locator('.action-widget .monaco-list-row', { hasText: text }).first();
    await until(
      async () => {
        if ((await this.page.locator('.action-widget:visible').count()) > 0)
          await this.page.keyboard.press('Escape');
        await this.page.keyboard.press('Control+.');
        return appears(action, 2000);
      },
      `the action ${String(text)}`,
    );
    return action;
  }

  async typed(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 40 });
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(this.#shots, `${name}.png`) });
  }

  /** What is selected in the editor, as it is copied. */
  async selected(): Promise<string> {
    await this.page.keyboard.press('Control+C');
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  async active(file: string): Promise<void> {
    await this.page.locator(`.tab.active[data-resource-name="${file}"]`).first().waitFor();
  }

  async onDisk(file: string, text: string): Promise<void> {
    await until(() => Promise.resolve(this.saved(file).includes(text)), `${file} to hold ${text}`, 12_000);
  }

  tab(file: string): Locator {
    return this.page.locator(`.tab[data-resource-name="${file}"]`);
  }

  /** The text of a file on the disk. */
  saved(file: string): string {
    return readFileSync(path.join(this.#folder, file), 'utf8');
  }

  squiggles(): Locator {
    return this.window.squiggles('error').or(this.window.squiggles('warning'));
  }

  hover(text: string): Locator {
    return this.page.locator('.monaco-hover:visible', { hasText: text }).first();
  }

  /** A row of the list that commands and symbols are picked from. */
  row(text: string): Locator {
    return this.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text }).first();
  }

  suggestion(text: string): Locator {
    return this.window.suggestions.filter({ hasText: text }).first();
  }

  /** A piece of the template that is coloured as one, by its whole text. */
  word(text: string): Locator {
    return this.window.editor.locator('.view-line span span', { hasText: new RegExp(`^${text}$`) }).last();
  }
}
