/** A commit as the graph needs it. */
export interface GraphNode {
  readonly id: string;
  readonly parents: readonly string[];
}

/** A piece of an edge within one row. Lanes count from 0 at the left; colours count up and never end. */
export interface GraphPiece {
  /**
   * `pass`: from the top of the row to its bottom. `in`: from the top to the commit, which is the parent. `out`: from the commit
   * to the bottom, towards a parent.
   */
  readonly kind: 'pass' | 'in' | 'out';
  readonly lane: number;
  readonly colour: number;
}

export interface GraphRow {
  /** Where the commit stands. */
  readonly lane: number;
  readonly colour: number;
  readonly pieces: readonly GraphPiece[];
}

interface Lane {
  readonly parent: string;
  readonly colour: number;
}

/**
 * Draws a history row by row, children before parents. Every edge has a lane of its own from the child down to the parent, and a
 * lane never moves: what passes a row stays beside its commit. A lane that became free is used again.
 */
export class GraphLanes {
  readonly #lanes: (Lane | undefined)[] = [];
  #colours = 0;

  add({ id, parents }: GraphNode): GraphRow {
    const arriving = this.#lanes.flatMap((lane, index) => (lane?.parent === id ? [index] : []));
    const place = arriving[0] ?? this.#free();
    const colour = this.#lanes[place]?.colour ?? this.#colours++;
    const pieces = this.#lanes.flatMap((lane, index): GraphPiece[] =>
      lane ? [{ kind: lane.parent === id ? 'in' : 'pass', lane: index, colour: lane.colour }] : [],
    );
    for (const index of arriving) this.#lanes[index] = undefined;
    for (const [order, parent] of [...new Set(parents)].entries()) {
      const lane = order === 0 ? place : this.#free();
      const own = order === 0 ? colour : this.#colours++;
      this.#lanes[lane] = { parent, colour: own };
      pieces.push({ kind: 'out', lane, colour: own });
    }
    return { lane: place, colour, pieces };
  }

  #free(): number {
    const index = this.#lanes.indexOf(undefined);
    return index < 0 ? this.#lanes.length : index;
  }
}
