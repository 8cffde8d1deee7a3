import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Desk } from './desk';
import { Editor, ROOT } from './editor';
import { stepsOf } from './steps';
import { THEME_SETTINGS, themeNames, wear } from './themes';
import { until, type Workbench } from './workbench';

/** Every feature of the language that is seen or touched, once, with the keyboard or the mouse, on the example project. */
const editor = new Editor();
const { step, shots } = stepsOf('features', editor, { independent: true });
const folder = path.join(editor.temporary, 'desk');
const REPLY = 'reply.prompt';
const LAST_LINE = '{{ticket}}|';

const desk = new Desk(editor, { folder, shots, file: REPLY, lastLine: LAST_LINE });

let page: Page;
let window: Workbench;

beforeAll(async () => {
  cpSync(path.join(ROOT, 'examples/support-desk'), folder, { recursive: true });
  await editor.start({
    settings: THEME_SETTINGS,
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
    await desk.at(REPLY, LAST_LINE);
    await window.line('{{ticket}}').filter({ hasText: 'How do I share a calendar?' }).waitFor();
  });

  feature('tokens, estimated or counted, and what they are to the model', async () => {
    await desk.at(REPLY, LAST_LINE);
    await desk.word('.*≈.[0-9]+.tokens').waitFor();
    await desk.at('triage.prompt', 'model: |');
    await desk.rest(desk.word('[0-9]+.tokens.in.all'), 'o200k_base');
    await desk.shot('tokens');
  });

  feature('semantic colours', async () => {
    await desk.at(REPLY, '{{#if fa|cts}}');
    await window.run('Developer: Inspect Editor Tokens and Scopes');
    await page
      .locator('.token-inspect-widget', { hasText: /semantic token type\s*(variable|parameter|property)/ })
      .waitFor();
  });

  feature('a hover with the keyboard', async () => {
    await desk.at(REPLY, '{{tick|et}}');
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    await desk.hover('what the customer wrote').waitFor();
  });

  feature('a hover with the mouse shows the text of a partial', async () => {
    await desk.at(REPLY, LAST_LINE);
    await desk.rest(desk.word('safety'), '_safety.prompt');
  });

  feature('the outline, the breadcrumbs, and the symbols of a file', async () => {
    await desk.at(REPLY, '{{#if fa|cts}}');
    await window.run('View: Show Explorer');
    const outline = page.locator('.part.sidebar .pane', {
      has: page.locator('.pane-header', { hasText: 'Outline' }),
    });
    if (!(await outline.locator('.pane-header').getAttribute('class'))?.includes('expanded'))
      await outline.locator('.pane-header').click();
    await outline.locator('.monaco-list-row', { hasText: 'frontmatter' }).waitFor();
    await desk.shot('outline');
    await page.locator('.breadcrumbs-control .monaco-breadcrumb-item', { hasText: 'system' }).waitFor();
    await desk.at(REPLY, '{{#if fa|cts}}');
    await page.keyboard.press('Control+Shift+O');
    await desk.row('customer').waitFor();
  });

  feature('the prompts of the workspace by name', async () => {
    await page.keyboard.press('Control+T');
    await page.locator('.quick-input-widget:visible').waitFor();
    await page.keyboard.type('custo');
    await desk.row('_customer.prompt').waitFor();
    await desk.shot('workspace-symbols');
    await desk.row('_customer.prompt').click();
    await desk.active('_customer.prompt');
  });

  feature('folding', async () => {
    await desk.at(REPLY, '{{#if fa|cts}}');
    await page.keyboard.press('Control+Shift+[');
    await window.line('{{#if facts}}').locator('.inline-folded').waitFor();
    expect(await window.text()).not.toContain('Use these facts');
    await page.keyboard.press('Control+Shift+]');
    await window.line('Use these facts').waitFor();
  });

  feature('the selection grows along the tree', async () => {
    await desk.at(REPLY, '{{> customer name=customer.na|me');
    const grown = [await desk.selected()];
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('Shift+Alt+ArrowRight');
      await until(async () => (await desk.selected()) !== grown.at(-1), 'a larger selection');
      grown.push(await desk.selected());
    }
    expect(grown).toEqual(
      expect.arrayContaining(['customer.name', '{{> customer name=customer.name plan=customer.plan}}']),
    );
  });
});

describe('mistakes', () => {
  feature('are underlined, and explained under the mouse', async () => {
    await desk.mistake();
    await desk.rest(desk.word('tickt'), 'Did you mean');
  });

  feature('are repaired from the light bulb', async () => {
    await desk.mistake();
    const repair = await desk.offered('ticket');
    await desk.shot('light-bulb');
    await repair.click();
    await until(async () => (await desk.squiggles().count()) === 0, 'no squiggle');
    expect(await window.text()).not.toContain('tickt');
  });

  feature('are silenced for one line', async () => {
    await desk.mistake();
    await (await desk.offered(/Silence .* on this line/)).click();
    await window.line('prompthub-disable-next-line').waitFor();
    await until(async () => (await desk.squiggles().count()) === 0, 'no squiggle');
  });

  feature('stand among the problems, with a link to their page', async () => {
    await desk.mistake();
    await page.keyboard.press('Control+Shift+M');
    const problem = page.locator('.markers-panel .monaco-list-row', { hasText: 'tickt' });
    await problem.waitFor();
    const link = problem.locator('a', { hasText: 'undefined-variable' });
    await link.waitFor();
    await desk.shot('problems');
    await link.click();
    await desk.active('diagnostics.md');
    await window.run('View: Close Editor');
    await window.run('View: Hide Panel');
  });
});

describe('writing', () => {
  feature('variables and their fields are offered', async () => {
    await desk.newLine();
    await desk.typed('{{cus');
    await desk.suggestion('customer').waitFor();
    await desk.shot('completion');
    await page.keyboard.press('Enter');
    await desk.typed('.na');
    await desk.suggestion('name').waitFor();
    await page.keyboard.press('Enter');
    await until(async () => count(await window.text(), '{{customer.name') === 1, 'the field');
  });

  feature('a partial comes with its arguments', async () => {
    await desk.newLine();
    await desk.typed('{{> cust');
    await desk.suggestion('customer').waitFor();
    await page.keyboard.press('Enter');
    await until(async () => count(await window.text(), '{{> customer name=') === 2, 'the arguments');
  });

  feature('settings of the model are offered in the frontmatter', async () => {
    await desk.at(REPLY, '  temperature: 0.4|');
    await page.keyboard.press('Enter');
    await desk.typed('maxO');
    await desk.suggestion('maxOutputTokens').waitFor();
    await page.keyboard.press('Enter');
    await window.line('  maxOutputTokens:').waitFor();
  });

  feature('types of assertions are offered in a test', async () => {
    await desk.at(REPLY, '{ type: contains|, value: Be warm');
    for (let i = 0; i < 8; i++) await page.keyboard.press('Backspace');
    await desk.typed('icon');
    await desk.suggestion('icontains').waitFor();
    await page.keyboard.press('Enter');
    await window.line('{ type: icontains, value: Be warm').waitFor();
  });

  feature('the parameters of a helper are shown', async () => {
    await desk.newLine();
    await desk.typed('{{#ifEquals ');
    await page.locator('.parameter-hints-widget.visible', { hasText: 'ifEquals' }).waitFor();
  });

  feature('both names of a block change together', async () => {
    await desk.at(REPLY, '{{#each| facts}}');
    await page.locator('.linked-editing-decoration').first().waitFor({ state: 'attached' });
    await desk.typed('s');
    await window.line('{{#eachs facts}}').waitFor();
    await window.line('{{/eachs}}').waitFor();
  });

  feature('a block is closed while it is typed, and the cursor stays inside', async () => {
    await desk.newLine();
    await desk.typed('{{#if facts}}');
    const both = /\{\{#if\sfacts\}\}.*\{\{\/if\}\}/;
    await window.editor.locator('.view-line', { hasText: both }).waitFor();
    await desk.typed('Yes.');
    await window.editor.locator('.view-line', { hasText: /\}Yes\.\{\{\/if\}\}/ }).waitFor();
  });

  feature('a tag is tidied at its last brace', async () => {
    await desk.newLine();
    await desk.typed('{{  customer.name   }}');
    await until(async () => count(await window.text(), '{{customer.name}}') === 1, 'the tidy tag');
  });

  feature('a selection, and a whole file, are formatted', async () => {
    await desk.newLine();
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
    await desk.at(REPLY, '{{> saf|ety}}');
    await page.keyboard.press('F12');
    await desk.active('_safety.prompt');
    await desk.at(REPLY, '{{#if fa|cts}}');
    await page.keyboard.press('F12');
    await window.status(`Ln ${lineOf(REPLY, '    facts?(array')},`).waitFor();
  });

  feature('a definition with the mouse', async () => {
    await desk.at(REPLY, LAST_LINE);
    await page.keyboard.down('Control');
    await desk.word('safety').hover();
    await window.editor.locator('.goto-definition-link').first().waitFor();
    await desk.word('safety').click();
    await page.keyboard.up('Control');
    await desk.active('_safety.prompt');
  });

  feature('names of partials are links', async () => {
    await desk.at(REPLY, LAST_LINE);
    await window.editor.locator('.detected-link').first().waitFor();
    expect(await window.editor.locator('.detected-link').count()).toBeGreaterThanOrEqual(3);
  });

  feature('other uses of the name under the cursor are marked', async () => {
    await desk.at(REPLY, '{{#if fa|cts}}');
    await window.editor.locator('[class*="wordHighlight"]').nth(1).waitFor({ state: 'attached' });
  });

  feature('references in a peek view', async () => {
    await desk.at(REPLY, '{{#if fa|cts}}');
    await page.keyboard.press('Shift+F12');
    const uses = page.locator('.peekview-widget .ref-tree .monaco-list-row');
    await uses.nth(2).waitFor();
  });

  feature('who calls a partial', async () => {
    await desk.at(REPLY, '{{> cust|omer');
    await page.keyboard.press('Shift+Alt+H');
    await window.treeItem('reply.formal').waitFor();
    await window.treeItem('reply').nth(1).waitFor();
  });
});

describe('looks', () => {
  for (const name of themeNames)
    feature(`in ${name}`, async () => {
      await wear(page, name);
      await desk.at(REPLY, 'input:|');
      await desk.shot(`${name}-frontmatter`);
      await desk.at(REPLY, '{{tick|et}}');
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      await desk.hover('what the customer wrote').waitFor();
      await desk.shot(`${name}-hover`);
      await page.keyboard.press('Escape');
      await desk.rest(
        window
          .line('{{> customer')
          .locator('span span', { hasText: /^customer$/ })
          .first(),
        '_customer.prompt',
      );
      await desk.shot(`${name}-partial`);
      await desk.mistake();
      await desk.rest(desk.word('tickt'), 'Did you mean');
      await desk.shot(`${name}-mistake`);
      await desk.clean();
      await desk.newLine();
      await desk.typed('{{#');
      await desk.suggestion('ifEquals').waitFor();
      await page.keyboard.press('Control+Space');
      await desk.shot(`${name}-completion`);
      await desk.clean();
      await desk.at(REPLY, '{{#if fa|cts}}');
      await page.keyboard.press('Shift+F12');
      await page.locator('.peekview-widget .ref-tree .monaco-list-row').nth(2).waitFor();
    });
});

describe('changing', () => {
  feature('a part becomes a partial, and comes back', async () => {
    const before = desk.saved(REPLY);
    await desk.at(REPLY, '|You have no facts about this case.');
    await page.keyboard.press('Shift+End');
    const extract = await desk.offered('Extract to the partial');
    await desk.shot('extract');
    await extract.click();
    await until(async () => !(await window.text()).includes('You have no facts'), 'the text to move');
    await desk.saveAll();
    const [call = ''] = /\{\{> (?!company|style|safety|customer).*?\}\}/.exec(desk.saved(REPLY)) ?? [];
    await desk.at(REPLY, `{{>| ${call.slice(4)}`);
    await (await desk.offered('Inline the partial')).click();
    await until(async () => (await window.text()).includes('You have no facts'), 'the text to come back');
    await desk.saveAll();
    expect(desk.saved(REPLY)).toBe(before);
  });

  feature('Picoschema becomes JSON Schema', async () => {
    await desk.at(REPLY, '  sch|ema:');
    await (await desk.offered('Write input.schema as JSON Schema')).click();
    await window.line('      type: object').or(window.line('    type: object')).first().waitFor();
  });

  feature('a name is changed in a partial and in every prompt that calls it', async () => {
    await desk.at('_customer.prompt', 'Customer: {{na|me}}');
    await page.keyboard.press('F2');
    const box = page.locator('.rename-box input.rename-input');
    await box.waitFor();
    await box.fill('fullName');
    await desk.shot('rename');
    await box.press('Enter');
    await window.line('Customer: {{fullName}}').waitFor();
    await desk.onDisk(REPLY, '{{> customer fullName=customer.name');
    await desk.onDisk('reply.formal.prompt', '{{> customer fullName=customer.name');
    await desk.onDisk('_customer.prompt', 'Customer: {{fullName}}');
  });

  feature('a file is renamed in the Explorer, and its references follow', async () => {
    await window.run('View: Show Explorer');
    await window.treeItem('_safety.prompt').click();
    await window.treeItem('_safety.prompt').press('F2');
    const box = page.locator('.explorer-folders-view .monaco-inputbox input');
    await box.fill('_rules.prompt');
    await box.press('Enter');
    await window.dialog.waitFor();
    await desk.shot('move');
    await window.answer('OK');
    await window.treeItem('_rules.prompt').waitFor();
    await page.locator('.tab.dirty').first().waitFor();
    await desk.saveAll();
    await desk.onDisk(REPLY, '{{> rules}}');
    await desk.onDisk('triage.prompt', '{{> rules}}');
  });

  feature('the preview, and from its words to their source', async () => {
    await desk.at(REPLY, LAST_LINE);
    await page.keyboard.press('Control+K');
    await page.keyboard.press('V');
    const preview = await window.webview('.message');
    await preview.locator('.seg.value', { hasText: 'How do I share a calendar?' }).click();
    await until(async () => (await desk.selected()) === '{{ticket}}', 'the tag to be selected');
    await desk.shot('preview');
    await page.locator('.tab', { hasText: 'Preview reply.prompt' }).first().click();
    await window.run('View: Close Editor');
  });
});

/** A step that needs nothing of the others: whatever is open is put away first, and what was typed is taken back. */
function feature(title: string, act: () => Promise<void>): void {
  step(title, async () => {
    await desk.clean();
    await act();
  });
}

function lineOf(file: string, start: string): number {
  const lines = desk.saved(file).split('\n');
  return lines.findIndex((line) => line.startsWith(start)) + 1;
}

const count = (text: string, part: string): number => text.split(part).length - 1;
