/** One of several models that may answer. */
export interface Candidate {
  /** `provider/model`. */
  readonly model: string;
  /** Share among the weighted; 1 when absent. 0: only when all others are down. */
  readonly weight?: number;
  readonly tags?: readonly string[];
}

export interface Route {
  readonly strategy: 'weighted' | 'least-cost' | 'least-latency';
  readonly candidates: readonly Candidate[];
  /** Only candidates with all of these tags. */
  readonly tags?: readonly string[];
}

/** What is known of the models at this moment. */
export interface RouteKnowledge {
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  /** US dollars for this request; undefined when unpriced. */
  readonly costOf: (model: string) => number | undefined;
  /** Milliseconds to the first token of late; undefined when it was not asked yet. */
  readonly latencyOf: (model: string) => number | undefined;
  readonly isDown: (model: string) => boolean;
}

/**
 * The models of a route, the best first; the others stand in for it in this order. Those that are down come last, unpriced
 * ones after priced ones, and a model of unknown latency first, so that it becomes known.
 */
export function orderRoute({ candidates, strategy, tags = [] }: Route, knowledge: RouteKnowledge): string[] {
  const rank = RANKS[strategy];
  return candidates
    .filter((candidate) => tags.every((tag) => candidate.tags?.includes(tag)))
    .map((candidate) => ({
      model: candidate.model,
      down: knowledge.isDown(candidate.model) ? 1 : 0,
      rank: rank(candidate, knowledge),
    }))
    .sort((a, b) => a.down - b.down || compare(a.rank, b.rank))
    .map(({ model }) => model);
}

/** The smaller, the better. */
const RANKS: Readonly<
  Record<Route['strategy'], (candidate: Candidate, knowledge: RouteKnowledge) => number>
> = {
  // The exponential race: who has twice the weight comes first twice as often (Efraimidis and Spirakis, 2006).
  weighted: ({ weight = 1 }, { random }) => (weight > 0 ? -Math.log(1 - random()) / weight : Infinity),
  'least-cost': ({ model }, { costOf }) => costOf(model) ?? Infinity,
  'least-latency': ({ model }, { latencyOf }) => latencyOf(model) ?? -Infinity,
};

/** Also for two that are infinite. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
