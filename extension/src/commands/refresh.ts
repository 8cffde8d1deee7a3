import type { Command } from '../app';

/** Reads the link files and asks the hub anew. */
export const refresh: Command = async (app) => {
  await app.links.reload();
  await app.status.refresh();
};
