import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SAMPLE } from './first-run';
import { REPOSITORY } from './folders';
import type { RunningHub } from './serve';

const COMMAND = path.join(REPOSITORY, 'node_modules', '.bin', 'prompthub');

/** What a person at the terminal needs to know once the hub runs. */
export async function banner(hub: RunningHub, dataDir: string): Promise<string> {
  const vsix = await findVsix(path.join(REPOSITORY, 'extension'));
  const { signInLink, warning } = hub.firstRun;
  const lines = [
    `PromptHub is running at ${hub.url} (ready in ${(hub.readyMs / 1000).toFixed(1)} s)`,
    '',
    ...(signInLink === undefined ? [] : [`  Sign in (once, within 24 hours):  ${signInLink}`]),
    `  Sample project:  ${SAMPLE.organization}/${SAMPLE.project}${await linkAdvice(hub.url)}`,
    `  API:             ${hub.url}/api/docs`,
    ...(hub.database.cluster === undefined ? [] : [`  Data:            ${dataDir}`]),
    ...(vsix === undefined ? [] : [`  VS Code:         code --install-extension ${vsix}`]),
    ...(existsSync(COMMAND) ? [`  Command line:    ${COMMAND}`] : []),
    ...(warning === undefined ? [] : ['', `  Note: ${warning}`]),
    '',
    'Press Ctrl-C to stop.',
  ];
  return lines.join('\n');
}

/** The sample's link file names the usual address; at another one it must be told. */
async function linkAdvice(url: string): Promise<string> {
  const file = path.join('examples', SAMPLE.project, 'prompthub.yaml');
  const text = await readFile(path.join(REPOSITORY, file), 'utf8').catch(() => undefined);
  const linked = text === undefined || text.split(/\r?\n/).includes(`hub: ${url}`);
  return linked ? '' : ` (write "hub: ${url}" into ${file})`;
}

async function findVsix(folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const name = names
    .filter((candidate) => candidate.endsWith('.vsix'))
    .sort()
    .at(-1);
  return name === undefined ? undefined : path.join(folder, name);
}
