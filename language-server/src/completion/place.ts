import type { PromptDocument } from '../documents';
import type { ExpressionContext } from '../language/expression-context';
import type { Surroundings } from '../language/surroundings';
import type { OpenBlock } from '../language/template-place';

/** Everything that is known of the cursor inside `{{…`. */
export interface ExpressionPlace extends Surroundings {
  readonly document: PromptDocument;
  readonly at: ExpressionContext;
  readonly offset: number;
  /** The blocks around it, outermost first. */
  readonly blocks: readonly OpenBlock[];
}
