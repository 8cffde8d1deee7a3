/**
 * `npm start`: from a fresh clone to a running hub. Installs what is missing, builds what is stale, packages the
 * extension, offers it to VS Code, and runs the hub; `npm start -- --help` lists the hub's options.
 *
 * Runs on Node 20 with nothing installed.
 */
import { ensureInstalled } from './lib/bootstrap.mjs';
import { ensureBuilt, ensurePackaged } from './lib/build.mjs';
import { offerToEditor } from './lib/editor.mjs';
import { launch } from './lib/launch.mjs';
import { ownNode, withoutOwnNode } from './lib/own-node.mjs';

const args = process.argv.slice(2);

ensureInstalled();
const node = ownNode();
if (node === undefined) stop(withoutOwnNode());
try {
  const print = ensureBuilt(node);
  if (!args.includes('--help') && !args.includes('--reset'))
    offerToEditor(ensurePackaged(node, print), print);
} catch (error) {
  stop(`The build failed:\n${error.message}`);
}
process.exitCode = await launch(node, args);

function stop(message) {
  console.error(message);
  process.exit(1);
}
