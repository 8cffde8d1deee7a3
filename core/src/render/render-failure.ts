import type { PromptTree } from '../syntax/tree';
import { wayTo } from './partials';
import type { PartialGraph } from './partials';
import { RenderError } from './rendered-prompt';

interface Place {
  readonly tree: PromptTree;
  readonly graph: PartialGraph;
  /** The partials that were under way, outermost first. */
  readonly inside: readonly string[];
}

/** Whatever was thrown while rendering, as a RenderError in the words and the places of the prompt. */
export function toRenderError(error: unknown, place: Place): RenderError {
  const failure = describe(error, place);
  const outermost = place.inside[0];
  if (outermost === undefined || failure.code === 'missing-partial') return failure;
  // Ranges inside of a partial say nothing in the prompt's own source: the call of the partial stands for them.
  const call = (place.graph.calls.get(place.tree) ?? []).find(({ name }) => name === outermost);
  if (failure.code === 'partial-cycle') return new RenderError(failure.code, failure.message, call?.range);
  return new RenderError(
    failure.code,
    `In partial ${place.inside.join(' → ')}: ${failure.message}`,
    call?.range,
  );
}

function describe(error: unknown, place: Place): RenderError {
  if (error instanceof RenderError) return error;
  if (error instanceof RangeError) {
    return new RenderError('too-deep', 'The template or its values are nested too deeply to be rendered.');
  }
  const message = error instanceof Error ? error.message : String(error);
  const partial = /^The partial (.*) could not be found$/s.exec(message)?.[1];
  if (partial !== undefined) return missingPartial(partial, place);
  return new RenderError('helper-failed', message);
}

function missingPartial(name: string, { tree, graph }: Place): RenderError {
  const way = wayTo(graph, tree, name);
  const through = way !== undefined && way.names.length > 1 ? ` (called as ${way.names.join(' → ')})` : '';
  return new RenderError('missing-partial', `There is no partial named \`${name}\`${through}.`, way?.range);
}
