import * as vscode from 'vscode';
import { shortId } from '../environments/environment-text';
import type { ProjectLink } from '../hub/project-links';
import { relativeTime } from '../versions/relative-time';
import type { LineOrigin } from './blame-lines';

const COMMANDS = ['prompthub.openCommit', 'prompthub.openVersion', 'prompthub.copyCommitId'];

/** The version that wrote a line, and what can be done with it. */
export function blameHover(
  origin: LineOrigin,
  { link, uri }: { link: ProjectLink; uri: vscode.Uri },
): vscode.MarkdownString | undefined {
  if (typeof origin === 'string') return undefined;
  const { commit, author, message, createdAt, originalPath: path } = origin;
  const [title = '', ...rest] = message.split('\n');
  const target = { commit, path, uri: uri.toString() };
  const { hub, project } = link;
  const version = { kind: 'version', commit: { id: commit }, address: { hub, project, commit, path } };
  const words = rest.join('\n').trim();
  const text = new vscode.MarkdownString('', true)
    .appendMarkdown('**')
    .appendText(title)
    .appendMarkdown('**\n\n')
    .appendText(words)
    .appendMarkdown(words === '' ? '' : '\n\n')
    .appendText(`${author}, ${relativeTime(createdAt, Date.now())}, ${new Date(createdAt).toLocaleString()}`)
    .appendMarkdown(`\n\n\`${shortId(commit)}\`&nbsp;&nbsp; `)
    .appendMarkdown(
      [
        action('$(diff) What It Changed', 'openCommit', target),
        action('$(go-to-file) Open This Version', 'openVersion', version),
        action('$(copy) Copy ID', 'copyCommitId', target),
      ].join(' &nbsp;|&nbsp; '),
    );
  text.isTrusted = { enabledCommands: COMMANDS };
  return text;
}

function action(title: string, command: string, argument: unknown): string {
  return `[${title}](command:prompthub.${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
}
