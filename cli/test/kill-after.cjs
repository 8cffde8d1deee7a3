// Loaded before the command: kills its process, as `kill -9` does, before the change to a file or the request that KILL_AFTER counts.
const files = require('node:fs/promises');
const { syncBuiltinESMExports } = require('node:module');

let left = Number(process.env.KILL_AFTER);
function count() {
  if (left-- === 0) process.kill(process.pid, 'SIGKILL');
}

for (const name of ['open', 'rename', 'rm', 'rmdir', 'mkdir', 'chmod', 'appendFile']) {
  const work = files[name];
  files[name] = (...args) => {
    count();
    return work(...args);
  };
}
const send = globalThis.fetch;
globalThis.fetch = async (...args) => {
  count();
  const answer = await send(...args);
  count();
  return answer;
};
syncBuiltinESMExports();
