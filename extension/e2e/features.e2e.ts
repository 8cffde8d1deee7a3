import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { Editor, ROOT } from './editor';
import { stepsOf } from './steps';
import { appears, until, type Workbench } from './workbench';

/** Every feature of the language that is seen or touched, once, with the keyboard or the mouse, on the example project. */
const editor = new Editor();
const { step, shots } = stepsOf('features', editor, { independent: true });
const folder = path.join(editor.temporary, 'desk');
const REPLY = 'reply.prompt';
const LAST_LINE = '{{ticket}}|';

let page: Page;
let window: Workbench;

beforeAll(async () => {
  cpSync(path.join(ROOT, 'examples/support-desk'), folder, { recursive: true });
  await editor.start({
    settings: {
      'window.autoDetectColorScheme': true,
      'window.autoDetectHighContrast': true,
    },
  });
  ({ page, window } = editor);
  await editor.open(folder);
  await window.openFile(REPLY);
  await window.lens(/Run$/).waitFor({ timeout: 60_000 });
  page.setDefaultTimeout(12_000);
});

afterAll(() => editor.stop());

describe('reading', () => {
  feature('lenses, and the values of the selected test', async () => {
    await window.lens('Tests 4').waitFor();
    await window.lens('Preview').waitFor();
    await at(REPLY, LAST_LINE);
    await window.line('{{ticket}}').filter({ hasText: 'How do I share a calendar?' }).waitFor();
  });

  feature('semantic colours', async () => {
    await at(REPLY, '{{#if fa|cts}}');
    await window.run('Developer: Inspect Editor Tokens and Scopes');
    await page
      .locator('.token-inspect-widget', { hasText: /semantic token type\s*(variable|parameter|property)/ })
      .waitFor();
  });

  feature('a hover with the keyboard', async () => {
    await at(REPLY, '{{tick|et}}');
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    await hover('what the customer wrote').waitFor();
  });

  feature('a hover with the mouse shows the text of a partial', async () => {
    await at(REPLY, LAST_LINE);
    await rest(word('safety'), '_safety.prompt');
  });

  feature('the outline, the breadcrumbs, and the symbols of a file', async () => {
    await at(REPLY, '{{#if fa|cts}}');
    await window.run('View: Show Explorer');
    const outline = page.locator('.part.sidebar .pane', {
      has: page.locator('.pane-header', { hasText: 'Outline' }),
    });
    if (!(await outline.locator('.pane-header').getAttribute('class'))?.includes('expanded'))
      await outline.locator('.pane-header').click();
    await outline.locator('.monaco-list-row', { hasText: 'frontmatter' }).waitFor();
    await shot('outline');
    await page.locator('.breadcrumbs-control .monaco-breadcrumb-item', { hasText: 'system' }).waitFor();
    await at(REPLY, '{{#if fa|cts}}');
    await page.keyboard.press('Control+Shift+O');
    await row('customer').waitFor();
  });

  feature('the prompts of the workspace by name', async () => {
    await page.keyboard.press('Control+T');
    await page.locator('.quick-input-widget:visible').waitFor();
    await page.keyboard.type('custo');
    await row('_customer.prompt').waitFor();
    await shot('workspace-symbols');
    await row('_customer.prompt').click();
    await active('_customer.prompt');
  });

  feature('folding', async () => {
    await at(REPLY, '{{#if fa|cts}}');
    await page.keyboard.press('Control+Shift+[');
    await window.line('{{#if facts}}').locator('.inline-folded').waitFor();
    expect(await window.text()).not.toContain('Use these facts');
    await page.keyboard.press('Control+Shift+]');
    await window.line('Use these facts').waitFor();
  });

  feature('the selection grows along the tree', async () => {
    await at(REPLY, '{{> customer name=customer.na|me');
    await page.keyboard.press('Shift+Alt+ArrowRight');
    const grown: string[] = [];
    for (let i = 0; i < 6; i++) {
      grown.push(await selected());
      await page.keyboard.press('Shift+Alt+ArrowRight');
    }
    expect(grown).toEqual(
      expect.arrayContaining(['customer.name', '{{> customer name=customer.name plan=customer.plan}}']),
    );
  });
});

describe('mistakes', () => {
  feature('are underlined, and explained under the mouse', async () => {
    await mistake();
    await rest(word('tickt'), 'Did you mean');
  });

  feature('are repaired from the light bulb', async () => {
    await mistake();
    const repair = await offered('ticket');
    await shot('light-bulb');
    await repair.click();
    await until(async () => (await squiggles().count()) === 0, 'no squiggle');
    expect(await window.text()).not.toContain('tickt');
  });

  feature('are silenced for one line', async () => {
    await mistake();
    await (await offered(/Silence .* on this line/)).click();
    await window.line('prompthub-disable-next-line').waitFor();
    await until(async () => (await squiggles().count()) === 0, 'no squiggle');
  });

  feature('stand among the problems, with a link to their page', async () => {
    await mistake();
    await page.keyboard.press('Control+Shift+M');
    const problem = page.locator('.markers-panel .monaco-list-row', { hasText: 'tickt' });
    await problem.waitFor();
    const link = problem.locator('a', { hasText: 'undefined-variable' });
    await link.waitFor();
    await shot('problems');
    await link.click();
    await active('diagnostics.md');
    await window.run('View: Close Editor');
    await window.run('View: Hide Panel');
  });
});

describe('writing', () => {
  feature('variables and their fields are offered', async () => {
    await newLine();
    await typed('{{cus');
    await suggestion('customer').waitFor();
    await shot('completion');
    await page.keyboard.press('Enter');
    await typed('.na');
    await suggestion('name').waitFor();
    await page.keyboard.press('Enter');
    await until(async () => count(await window.text(), '{{customer.name') === 1, 'the field');
  });

  feature('a partial comes with its arguments', async () => {
    await newLine();
    await typed('{{> cust');
    await suggestion('customer').waitFor();
    await page.keyboard.press('Enter');
    await until(async () => count(await window.text(), '{{> customer name=') === 2, 'the arguments');
  });

  feature('settings of the model are offered in the frontmatter', async () => {
    await at(REPLY, '  temperature: 0.4|');
    await page.keyboard.press('Enter');
    await typed('maxO');
    await suggestion('maxOutputTokens').waitFor();
    await page.keyboard.press('Enter');
    await window.line('  maxOutputTokens:').waitFor();
  });

  feature('types of assertions are offered in a test', async () => {
    await at(REPLY, '{ type: contains|, value: Be warm');
    for (let i = 0; i < 8; i++) await page.keyboard.press('Backspace');
    await typed('icon');
    await suggestion('icontains').waitFor();
    await page.keyboard.press('Enter');
    await window.line('{ type: icontains, value: Be warm').waitFor();
  });

  feature('the parameters of a helper are shown', async () => {
    await newLine();
    await typed('{{#ifEquals ');
    await page.locator('.parameter-hints-widget.visible', { hasText: 'ifEquals' }).waitFor();
  });

  feature('both names of a block change together', async () => {
    await at(REPLY, '{{#each| facts}}');
    await page.locator('.linked-editing-decoration').first().waitFor({ state: 'attached' });
    await typed('s');
    await window.line('{{#eachs facts}}').waitFor();
    await window.line('{{/eachs}}').waitFor();
  });

  feature('a block is closed while it is typed, and the cursor stays inside', async () => {
    await newLine();
    await typed('{{#if facts}}');
    const both = /\{\{#if\sfacts\}\}.*\{\{\/if\}\}/;
    await window.editor.locator('.view-line', { hasText: both }).waitFor();
    await typed('Yes.');
    await window.editor.locator('.view-line', { hasText: /\}Yes\.\{\{\/if\}\}/ }).waitFor();
  });

  feature('a tag is tidied at its last brace', async () => {
    await newLine();
    await typed('{{  customer.name   }}');
    await until(async () => count(await window.text(), '{{customer.name}}') === 1, 'the tidy tag');
  });

  feature('a selection, and a whole file, are formatted', async () => {
    await newLine();
    await page.keyboard.insertText('{{#if   facts }}one{{/if}}');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+F');
    await window.line('{{#if facts}}one').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.insertText('{{#if   facts }}two{{/if}}');
    await page.keyboard.press('Control+Shift+I');
    await window.line('{{#if facts}}two').waitFor();
  });
});

describe('finding', () => {
  feature('the definition of a partial and of a variable', async () => {
    await at(REPLY, '{{> saf|ety}}');
    await page.keyboard.press('F12');
    await active('_safety.prompt');
    await at(REPLY, '{{#if fa|cts}}');
    await page.keyboard.press('F12');
    await window.status(`Ln ${lineOf(REPLY, '    facts?(array')},`).waitFor();
  });

  feature('a definition with the mouse', async () => {
    await at(REPLY, LAST_LINE);
    await page.keyboard.down('Control');
    await word('safety').hover();
    await window.editor.locator('.goto-definition-link').first().waitFor();
    await word('safety').click();
    await page.keyboard.up('Control');
    await active('_safety.prompt');
  });

  feature('names of partials are links', async () => {
    await at(REPLY, LAST_LINE);
    await window.editor.locator('.detected-link').first().waitFor();
    expect(await window.editor.locator('.detected-link').count()).toBeGreaterThanOrEqual(3);
  });

  feature('other uses of the name under the cursor are marked', async () => {
    await at(REPLY, '{{#if fa|cts}}');
    await window.editor.locator('[class*="wordHighlight"]').nth(1).waitFor({ state: 'attached' });
  });

  feature('references in a peek view', async () => {
    await at(REPLY, '{{#if fa|cts}}');
    await page.keyboard.press('Shift+F12');
    const uses = page.locator('.peekview-widget .ref-tree .monaco-list-row');
    await uses.nth(2).waitFor();
  });

  feature('who calls a partial', async () => {
    await at(REPLY, '{{> cust|omer');
    await page.keyboard.press('Shift+Alt+H');
    await window.treeItem('reply.formal').waitFor();
    await window.treeItem('reply').nth(1).waitFor();
  });
});

describe('looks', () => {
  const themes = {
    light: { media: { colorScheme: 'light', forcedColors: 'none' }, kind: 'vs' },
    dark: { media: { colorScheme: 'dark', forcedColors: 'none' }, kind: 'vs-dark' },
    contrast: { media: { colorScheme: 'dark', forcedColors: 'active' }, kind: 'hc-black' },
  } as const;
  for (const [name, { media, kind }] of Object.entries(themes))
    feature(`in ${name}`, async () => {
      await page.emulateMedia(media);
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      await at(REPLY, 'input:|');
      await shot(`${name}-frontmatter`);
      await at(REPLY, '{{tick|et}}');
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      await hover('what the customer wrote').waitFor();
      await shot(`${name}-hover`);
      await page.keyboard.press('Escape');
      await rest(
        window
          .line('{{> customer')
          .locator('span span', { hasText: /^customer$/ })
          .first(),
        '_customer.prompt',
      );
      await shot(`${name}-partial`);
      await mistake();
      await rest(word('tickt'), 'Did you mean');
      await shot(`${name}-mistake`);
      await clean();
      await newLine();
      await typed('{{#');
      await suggestion('ifEquals').waitFor();
      await page.keyboard.press('Control+Space');
      await shot(`${name}-completion`);
      await clean();
      await at(REPLY, '{{#if fa|cts}}');
      await page.keyboard.press('Shift+F12');
      await page.locator('.peekview-widget .ref-tree .monaco-list-row').nth(2).waitFor();
    });
});

describe('changing', () => {
  feature('a part becomes a partial, and comes back', async () => {
    const before = saved(REPLY);
    await at(REPLY, '|You have no facts about this case.');
    await page.keyboard.press('Shift+End');
    const extract = await offered('Extract to the partial');
    await shot('extract');
    await extract.click();
    await until(async () => !(await window.text()).includes('You have no facts'), 'the text to move');
    await saveAll();
    const [call = ''] = /\{\{> (?!company|style|safety|customer).*?\}\}/.exec(saved(REPLY)) ?? [];
    await at(REPLY, `{{>| ${call.slice(4)}`);
    await (await offered('Inline the partial')).click();
    await until(async () => (await window.text()).includes('You have no facts'), 'the text to come back');
    await saveAll();
    expect(saved(REPLY)).toBe(before);
  });

  feature('Picoschema becomes JSON Schema', async () => {
    await at(REPLY, '  sch|ema:');
    await (await offered('Write input.schema as JSON Schema')).click();
    await window.line('      type: object').or(window.line('    type: object')).first().waitFor();
  });

  feature('a name is changed in a partial and in every prompt that calls it', async () => {
    await at('_customer.prompt', 'Customer: {{na|me}}');
    await page.keyboard.press('F2');
    const box = page.locator('.rename-box input.rename-input');
    await box.waitFor();
    await box.fill('fullName');
    await shot('rename');
    await box.press('Enter');
    await window.line('Customer: {{fullName}}').waitFor();
    await onDisk(REPLY, '{{> customer fullName=customer.name');
    await onDisk('reply.formal.prompt', '{{> customer fullName=customer.name');
    await onDisk('_customer.prompt', 'Customer: {{fullName}}');
  });

  feature('a file is renamed in the Explorer, and its references follow', async () => {
    await window.run('View: Show Explorer');
    await window.treeItem('_safety.prompt').click();
    await window.treeItem('_safety.prompt').press('F2');
    const box = page.locator('.explorer-folders-view .monaco-inputbox input');
    await box.fill('_rules.prompt');
    await box.press('Enter');
    await window.dialog.waitFor();
    await shot('move');
    await window.answer('OK');
    await window.treeItem('_rules.prompt').waitFor();
    await page.locator('.tab.dirty').first().waitFor();
    await saveAll();
    await onDisk(REPLY, '{{> rules}}');
    await onDisk('triage.prompt', '{{> rules}}');
  });

  feature('the preview, and from its words to their source', async () => {
    await at(REPLY, LAST_LINE);
    await page.keyboard.press('Control+K');
    await page.keyboard.press('V');
    const preview = await window.webview('.message');
    await preview.locator('.seg.value', { hasText: 'How do I share a calendar?' }).click();
    await until(async () => (await selected()) === '{{ticket}}', 'the tag to be selected');
    await shot('preview');
    await page.locator('.tab', { hasText: 'Preview reply.prompt' }).first().click();
    await window.run('View: Close Editor');
  });
});

/** A step that needs nothing of the others: whatever is open is put away first, and what was typed is taken back. */
function feature(title: string, act: () => Promise<void>): void {
  step(title, async () => {
    await clean();
    await act();
  });
}

async function clean(): Promise<void> {
  await page.keyboard.up('Control');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Escape');
  while ((await page.locator('.tab.dirty').count()) > 0) {
    await page.locator('.tab.dirty').first().click();
    await window.run('File: Revert File');
    await page.locator('.tab.dirty.active').waitFor({ state: 'detached' });
  }
}

/** Puts the cursor where `|` stands in this piece of a file, as it is saved. */
async function at(file: string, piece: string): Promise<void> {
  const text = saved(file);
  const start = text.indexOf(piece.replace('|', ''));
  if (start < 0) throw new Error(`${file} has no ${piece}`);
  const before = text.slice(0, start + piece.indexOf('|')).split('\n');
  await show(file);
  const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
  // Something that loads late may take the focus, and the input box closes.
  await until(async () => {
    await page.keyboard.press('Control+G');
    await window.input(`:${line}:${column}`).catch(() => undefined);
    const position = new RegExp(`Ln ${line}, Col ${column}\\b`);
    return appears(page.locator('.statusbar-item', { hasText: position }).first(), 2000);
  }, `the cursor in line ${line}, column ${column}`);
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await page.locator('.part.editor .monaco-editor.focused').first().waitFor();
}

async function show(file: string): Promise<void> {
  if ((await tab(file).count()) === 0) await window.openFile(file);
  await tab(file).first().click();
  await active(file);
}

function lineOf(file: string, start: string): number {
  const lines = saved(file).split('\n');
  return lines.findIndex((line) => line.startsWith(start)) + 1;
}

/** A line of its own below the last one, where the template may be tried. */
/** VS Code closes braces only on a line that it has coloured, which takes a moment behind Enter; nobody types so fast. */
async function newLine(): Promise<void> {
  await at(REPLY, LAST_LINE);
  await page.keyboard.press('Enter');
  await until(async () => {
    await page.keyboard.type('{');
    const closed = await page.locator('.auto-closed-character').count();
    await page.keyboard.press('Backspace');
    return closed > 0;
  }, 'the brace to be closed');
}

/** Misspells a variable; the cursor stays on it. */
async function mistake(): Promise<void> {
  await newLine();
  await page.keyboard.insertText('{{tickt}}');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  await squiggles().first().waitFor();
  await page.keyboard.press('Escape');
}

/** Rests the mouse on a place until it is explained; once more where the place was drawn anew meanwhile. */
async function rest(place: Locator, text: string): Promise<void> {
  const shown = (): Promise<void> => hover(text).waitFor({ timeout: 3000 });
  await until(async () => {
    await page.mouse.move(700, 20);
    const tried = place.hover({ timeout: 3000 }).then(shown);
    return tried.then(
      () => true,
      () => false,
    );
  }, `the explanation “${text}”`);
}

/** Some refactorings VS Code saves itself, perhaps just now. */
async function saveAll(): Promise<void> {
  const dirty = page.locator('.tab.dirty');
  await until(async () => {
    if ((await dirty.count()) === 0) return true;
    await dirty
      .first()
      .click({ timeout: 1000 })
      .catch(() => undefined);
    await page.keyboard.press('Control+S');
    return false;
  }, 'every file to be saved');
}

/** Opens the light bulb until it offers the action: what was changed a moment ago may not be known to it yet. */
async function offered(text: string | RegExp): Promise<Locator> {
  const action = page.locator('.action-widget .monaco-list-row', { hasText: text }).first();
  await until(
    async () => {
      if ((await page.locator('.action-widget:visible').count()) > 0) await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
      return appears(action, 2000);
    },
    `the action ${String(text)}`,
  );
  return action;
}

async function typed(text: string): Promise<void> {
  await page.keyboard.type(text, { delay: 40 });
}

async function shot(name: string): Promise<void> {
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
}

/** What is selected in the editor, as it is copied. */
async function selected(): Promise<string> {
  await page.keyboard.press('Control+C');
  return page.evaluate<string>('navigator.clipboard.readText()');
}

async function active(file: string): Promise<void> {
  await page.locator(`.tab.active[data-resource-name="${file}"]`).first().waitFor();
}

async function onDisk(file: string, text: string): Promise<void> {
  await until(() => Promise.resolve(saved(file).includes(text)), `${file} to hold ${text}`, 12_000);
}

const tab = (file: string): Locator => page.locator(`.tab[data-resource-name="${file}"]`);
const saved = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
const count = (text: string, part: string): number => text.split(part).length - 1;
const squiggles = (): Locator => window.squiggles('error').or(window.squiggles('warning'));
const hover = (text: string): Locator => page.locator('.monaco-hover:visible', { hasText: text }).first();
const row = (text: string): Locator =>
  page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text }).first();
const suggestion = (text: string): Locator => window.suggestions.filter({ hasText: text }).first();
/** A piece of the template that is coloured as one, by its whole text. */
const word = (text: string): Locator =>
  window.editor.locator('.view-line span span', { hasText: new RegExp(`^${text}$`) }).last();
