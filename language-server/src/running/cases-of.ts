import type { TestCase } from '@prompthub/engine';
import type { Context, Engine } from '../context';
import type { PlacedTest } from '../tests/test-source';
import { readDataset } from './read-dataset';

/**
 * A test as the engine runs it: one for each row where it has a dataset. The engine reads the file itself, so that the editor runs what
 * the command line runs.
 */
export async function casesOf(context: Context, engine: Engine, place: PlacedTest): Promise<TestCase[]> {
  const { document, index: wanted } = place;
  const { tests } =
    document.kind === 'tests' ? engine.testsOfFile(document.text) : engine.testsOfPrompt(document.tree);
  const written = tests.filter(({ index }) => index === wanted);
  return engine.withDatasets(written, (name) => readDataset(context, place.uri, name));
}
