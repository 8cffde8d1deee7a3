import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './built.mjs';

export const YAML_LANGUAGE_SERVER = 'yaml-language-server 2.0.0';
const FOLDER = path.join(ROOT, '.cache/bench');

/** Its script, installed into .cache/bench/ (never into the repository's lock file); ends the process when it cannot be. */
export function yamlLanguageServer() {
  const script = path.join(FOLDER, 'node_modules/yaml-language-server/bin/yaml-language-server');
  if (existsSync(script)) return script;
  const wanted = YAML_LANGUAGE_SERVER.replace(' ', '@');
  console.log(`Installing ${wanted}, the reference, into .cache/bench/ …`);
  mkdirSync(FOLDER, { recursive: true });
  const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  try {
    execFileSync('npm', ['install', '--prefix', FOLDER, ...flags, wanted], { stdio: 'inherit' });
  } catch {
    console.error(`${wanted} could not be installed: there is nothing to compare with.`);
    process.exit(2);
  }
  return script;
}
