import * as vscode from 'vscode';
import type { App, Command } from '../app';
import type { ProjectLink } from '../hub/project-links';
import { type PickedPrompt, PromptPicker } from '../search/prompt-picker';
import { versionUri } from '../versions/version-content';
import { exists } from './support/compare';
import { needsLink, needsSession } from './support/needs';
import { fileUri } from './support/project-files';
import { tellFailure } from './support/tell-failure';

/** So many are shown; who looks for more types another word. */
const SHOWN = 50;

/** Finds a prompt at the hub by what it says, and opens the file when it is here, else what is published. */
export const findPrompt: Command = async (app) => {
  const link = await needsLink(app);
  if (!link || !(await needsSession(app, link.hub))) return;
  const picked = await ask(app, link);
  if (!picked) return;
  try {
    const document = await vscode.workspace.openTextDocument(await addressOf(app, link, picked));
    await vscode.window.showTextDocument(document, { preview: true });
  } catch (error) {
    const again = () => vscode.commands.executeCommand('prompthub.findPrompt');
    void tellFailure(app, error, { doing: 'The prompt was not opened', again });
  }
};

async function ask(app: App, link: ProjectLink): Promise<PickedPrompt | undefined> {
  const [organization = ''] = link.project.split('/');
  const picker = new PromptPicker(organization, async (text, { everywhere, signal }) => {
    const hub = await app.accounts.client(link.hub);
    const words = text.trim();
    const filter = { ...(words === '' ? {} : { q: words.slice(0, 1000) }), limit: SHOWN, signal };
    return everywhere
      ? hub.organization(organization).prompts(filter)
      : hub.project(link.project).prompts({ ...filter, branch: link.branch });
  });
  return picker.show();
}

/** @throws what the SDK throws when the text has to be asked for, and the hub does not give it */
async function addressOf(
  app: App,
  link: ProjectLink,
  { prompt, published }: PickedPrompt,
): Promise<vscode.Uri> {
  const [organization = ''] = link.project.split('/');
  const project = `${organization}/${prompt.project}`;
  const file = fileUri(link, prompt.path);
  // The hub names the path: it must not lead out of the folder.
  const isHere = project === link.project && app.links.projectPath(file) === prompt.path;
  if (!published && isHere && (await exists(file))) return file;
  const version = { hub: link.hub, project, commit: prompt.commit, path: prompt.path };
  await app.versionContent.text(version);
  return versionUri(version);
}
