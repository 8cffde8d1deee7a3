import { basename } from 'node:path';
import type { RenderOptions } from '@prompthub/core';
import { CommandError } from '../command-error';
import { findFile } from './find-files';
import { readSource, STDIN } from './read-source';
import { Workspace } from './workspace';

export interface LoadedPrompt {
  readonly file: string;
  readonly text: string;
  readonly renderOptions: RenderOptions;
  /** Rethrows what rendering failed with, with file, line and column in front. */
  readonly locate: (error: unknown) => never;
}

/** Reads one prompt and its partials. */
export async function loadPrompt(file: string): Promise<LoadedPrompt> {
  const found = await findFile(file);
  const { text } = await readSource(found);
  const { LineMap, RenderError } = await import('@prompthub/core');
  const partials = await new Workspace().partialsFor(found);
  const name = found === STDIN ? undefined : basename(found).slice(0, -'.prompt'.length).split('.')[0];
  return {
    file: found,
    text,
    renderOptions: { partials, ...(name && { defaults: { name } }) },
    locate: (error) => {
      if (!(error instanceof RenderError)) throw error;
      const place = error.range && new LineMap(text).positionAt(error.range.start);
      const where = place ? `${found}:${place.line + 1}:${place.character + 1}` : found;
      throw new CommandError(`${where}: ${error.message}`);
    },
  };
}
