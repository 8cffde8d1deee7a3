// Writes docs/reference/settings.md from what the extension contributes.
// `node scripts/docs-settings.mjs --check` only compares, and exits with 1 when the file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const file = resolve(root, 'docs/reference/settings.md');
const { contributes } = JSON.parse(readFileSync(resolve(root, 'extension/package.json'), 'utf8'));

const wanted = reference(contributes);
if (!process.argv.includes('--check')) writeFileSync(file, wanted);
else if (readFileSync(file, 'utf8') !== wanted) {
  console.error('docs/reference/settings.md is out of date: run `node scripts/docs-settings.mjs`.');
  process.exit(1);
}

function reference({ commands, configuration, keybindings }) {
  return `# The extension: commands, keys, settings

<!-- Generated from extension/package.json by scripts/docs-settings.mjs. Do not edit. -->

## Commands

In the command palette, under **PromptHub**. Some are offered in their place only: in a linked folder, beside a version, while a prompt
runs.

| command | id | keys |
|---|---|---|
${commands.map((command) => commandRow(command, keybindings)).join('\n')}

## Settings

| setting | default | meaning |
|---|---|---|
${Object.entries(configuration.properties).map(settingRow).join('\n')}
`;
}

function commandRow({ command, title }, keybindings) {
  const keys = keybindings
    .filter((binding) => binding.command === command)
    .flatMap(({ key, mac }) => [`\`${key}\``, ...(mac && mac !== key ? [`\`${mac}\` (macOS)`] : [])]);
  return row(title, `\`${command}\``, keys.join(', '));
}

function settingRow([name, setting]) {
  return row(`\`${name}\``, `\`${JSON.stringify(setting.default)}\``, meaningOf(setting));
}

/** Its description, then the values it may have. */
function meaningOf({ description, markdownDescription, minimum, maximum, ...setting }) {
  const values = (setting.enum ?? []).map((value, index) => {
    const words = setting.enumDescriptions?.[index];
    return words ? `\`${value}\`: ${words}` : `\`${value}\``;
  });
  const bounds = minimum !== undefined && maximum !== undefined ? [`From ${minimum} to ${maximum}.`] : [];
  const list = values.join(setting.enumDescriptions ? ' ' : ', ');
  return [markdownDescription ?? description, list, ...bounds, scopeOf(setting)].filter(Boolean).join(' ');
}

function scopeOf({ scope }) {
  return scope === 'machine' ? 'Of the machine; a workspace cannot set it.' : '';
}

/** `#name#` is how the settings editor links to another setting. */
function row(...cells) {
  const texts = cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/`#([\w.]+)#`/g, '`$1`'));
  return `| ${texts.join(' | ')} |`.replaceAll('|  |', '| |');
}
