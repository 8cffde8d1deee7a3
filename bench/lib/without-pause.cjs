// Preloaded into the reference: its fixed pause of 200 ms before each check becomes none, all else stays as it is.
const PAUSE_MS = 200;
const original = globalThis.setTimeout;
globalThis.setTimeout = Object.assign(
  (work, delay, ...rest) => original(work, delay === PAUSE_MS ? 0 : delay, ...rest),
  original,
);
