interface Waiting {
  readonly owner: string;
  readonly isBack: boolean;
  readonly enter: () => void;
}

/** Room for so many things at a time, shared fairly: what becomes free goes to whoever has the least of it. */
export class FairSlots {
  readonly #held = new Map<string, number>();
  /** Of each owner, how many have lent their place: as long as there are any, nothing new of it begins. */
  readonly #away = new Map<string, number>();
  readonly #waiting: Waiting[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when there is room. */
  async enter(owner: string): Promise<Slot> {
    await this.#take(owner, false);
    return new Slot({
      give: () => this.#give(owner),
      goAway: () => {
        add(this.#away, owner, 1);
        this.#give(owner);
      },
      comeBack: async (wantsPlace) => {
        if (wantsPlace) await this.#take(owner, true);
        add(this.#away, owner, -1);
        this.#fill();
      },
    });
  }

  #take(owner: string, isBack: boolean): Promise<void> {
    return new Promise((enter) => {
      this.#waiting.push({ owner, isBack, enter });
      this.#fill();
    });
  }

  #give(owner: string): void {
    add(this.#held, owner, -1);
    this.#free++;
    this.#fill();
  }

  #fill(): void {
    while (this.#free > 0) {
      const may = this.#waiting.filter(({ owner, isBack }) => isBack || !this.#away.has(owner));
      const least = Math.min(...may.map(({ owner }) => this.#held.get(owner) ?? 0));
      const next = may.find(({ owner }) => (this.#held.get(owner) ?? 0) === least);
      if (next === undefined) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#free--;
      add(this.#held, next.owner, 1);
      next.enter();
    }
  }
}

interface Room {
  give(): void;
  goAway(): void;
  comeBack(wantsPlace: boolean): Promise<void>;
}

/** A place that somebody has. Several things may go on in it. */
export class Slot {
  readonly #room: Room;
  #holds = true;
  #waits = 0;
  #back = Promise.resolve();

  constructor(room: Room) {
    this.#room = room;
  }

  /** Once, when nothing goes on in it any more. */
  leave(): void {
    void this.#back.then(() => {
      if (this.#holds) this.#room.give();
      this.#holds = false;
    });
  }

  /** Others have the place while there is something to wait for; afterwards it is taken again, unless the wait failed. */
  async lend(wait: () => Promise<unknown>): Promise<void> {
    // Whoever waits may come back, and begin to come back, meanwhile.
    for (let back; back !== this.#back;) await (back = this.#back);
    if (this.#waits++ === 0) {
      this.#holds = false;
      this.#room.goAway();
    }
    let isOver = true;
    try {
      await wait();
      isOver = false;
    } finally {
      if (--this.#waits === 0) await (this.#back = this.#comeBack(!isOver));
    }
  }

  async #comeBack(wantsPlace: boolean): Promise<void> {
    await this.#room.comeBack(wantsPlace);
    this.#holds = wantsPlace;
  }
}

function add(counts: Map<string, number>, owner: string, by: number): void {
  const count = (counts.get(owner) ?? 0) + by;
  if (count === 0) counts.delete(owner);
  else counts.set(owner, count);
}
