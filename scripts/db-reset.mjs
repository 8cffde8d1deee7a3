/**
 * `npm run db:reset`: removes the embedded database and its keys, after asking (`-- --yes` does not ask), so that
 * the next `npm start` begins anew. Refuses while the hub runs. Honours `--data-dir`.
 */
import { ensureInstalled } from './lib/bootstrap.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { launch } from './lib/launch.mjs';
import { ownNode, withoutOwnNode } from './lib/own-node.mjs';

ensureInstalled();
const node = ownNode();
if (node === undefined) {
  console.error(withoutOwnNode());
  process.exit(1);
}
try {
  ensureBuilt(node);
} catch (error) {
  console.error(`The build failed:\n${error.message}`);
  process.exit(1);
}
process.exitCode = await launch(node, ['--reset', ...process.argv.slice(2)]);
