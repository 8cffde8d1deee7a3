import * as vscode from 'vscode';

/**
 * Which wordings of a prompt are to run: itself (undefined) and its variants, by their names. Asks only where there are
 * variants; undefined when the person leaves.
 */
export async function pickWordings(prompt: vscode.Uri): Promise<(string | undefined)[] | undefined> {
  const variants = await variantsOf(prompt);
  if (variants.length === 0) return [undefined];
  const items = [
    { label: 'The prompt itself', name: undefined, picked: true },
    ...variants.map((name) => ({ label: name, description: 'variant', name, picked: false })),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Run which wordings?',
    canPickMany: true,
  });
  return chosen && chosen.length > 0 ? chosen.map(({ name }) => name) : undefined;
}

/** `short` for `reply.short.prompt` beside `reply.prompt`. */
async function variantsOf(prompt: vscode.Uri): Promise<string[]> {
  const name = prompt.path.split('/').at(-1) ?? '';
  const base = name.replace(/\.prompt$/, '.');
  const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(prompt, '..'));
  return entries
    .flatMap(([file]) => (file.startsWith(base) && file.endsWith('.prompt') && file !== name ? [file] : []))
    .map((file) => file.slice(base.length, -'.prompt'.length))
    .sort();
}
