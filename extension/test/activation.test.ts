import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, theApp } from './support/app';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('activation', () => {
  it('makes every contributed command available', async () => {
    await theApp();
    const manifest = vscode.extensions.getExtension('prompthub.prompthub')?.packageJSON as Manifest;
    const there = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands
      .map(({ command }) => command)
      .filter((command) => !there.has(command));
    assert.deepEqual(missing, []);
  });

  it('takes .prompt files as its own language', async () => {
    const document = await open('prompts', 'greet.prompt');
    assert.equal(document.languageId, 'dotprompt');
  });

  it('hides the state of linked folders in the Explorer, and nothing else', () => {
    const files = vscode.workspace.getConfiguration('files').get<Record<string, boolean>>('exclude');
    assert.equal(files?.['**/.prompthub'], true);
    assert.equal(files['**/.git'], true);
    assert.equal(files['**/*.prompt'], undefined);
  });

  it('offers lenses to run, test and preview', async () => {
    const document = await open('prompts', 'greet.prompt');
    const { language } = await theApp();
    await language.start();
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    const titles = lenses.map(({ command }) => command?.title ?? '');
    assert.ok(titles.includes('▶ Run'), titles.join());
    assert.ok(
      titles.some((title) => title.startsWith('Tests 2')),
      titles.join(),
    );
    assert.ok(titles.includes('Preview'), titles.join());
  });
});
