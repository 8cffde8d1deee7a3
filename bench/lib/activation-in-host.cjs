// Runs inside the extension host: opens a prompt, waits until both extensions are active, then takes what VS Code measured
// itself (its command "Developer: Startup Performance") and writes that text to $BENCH_OUT.
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');

const EXTENSIONS = ['prompthub.prompthub', 'bench.empty'];

exports.run = async function () {
  const [prompt] = await vscode.workspace.findFiles('**/*.prompt', null, 1);
  await vscode.window.showTextDocument(prompt);
  await eventually(() => EXTENSIONS.every((id) => vscode.extensions.getExtension(id)?.isActive));
  await vscode.commands.executeCommand('perfview.show');
  const text = await eventually(() => {
    const shown = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText();
    return EXTENSIONS.every((id) => shown?.includes(id)) ? shown : undefined;
  });
  writeFileSync(process.env.BENCH_OUT, text);
};

async function eventually(ask) {
  const until = Date.now() + 30_000;
  for (;;) {
    const answer = ask();
    if (answer) return answer;
    if (Date.now() > until) throw new Error('VS Code does not come as far as the benchmark needs.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
