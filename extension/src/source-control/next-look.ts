const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 300;

interface Facts {
  /** The hub could not be asked, and commits wait for it. */
  readonly waiting: boolean;
  /** How often it could not be asked since it last could. */
  readonly failures: number;
  /** Seconds between looks as the person set them; 0: none. */
  readonly interval: number;
  /** From 0 to 1, so that not everybody comes back at the same moment. */
  readonly random: number;
}

/** After how many milliseconds the hub is asked anew; undefined: not by itself. */
export function nextLook({ waiting, failures, interval, random }: Facts): number | undefined {
  if (waiting) {
    const longest = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.max(0, failures - 1));
    return longest * (0.5 + random / 2) * 1000;
  }
  return interval <= 0 ? undefined : Math.max(5, interval) * 1000;
}
