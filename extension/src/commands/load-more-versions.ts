import type { Command } from '../app';
import { tellFailure } from './support/tell-failure';

/** Adds the next page of older versions to the view. */
export const loadMoreVersions: Command = async (app) => {
  try {
    await app.versions.loadMore();
  } catch (error) {
    await tellFailure(app, error, { doing: 'Older versions could not be loaded' });
  }
};
