export interface Progress {
  step(): void;
  /** For work whose size shows only when it has begun; `words` stand behind the figures. */
  at(value: number, total: number, words?: string): void;
  stop(): void;
}

const silent: Progress = { step: () => undefined, at: () => undefined, stop: () => undefined };

/** A bar on stderr while long work goes on; nothing where nobody watches. */
export async function showProgress(label: string, total?: number): Promise<Progress> {
  if (!process.stderr.isTTY || (total !== undefined && total < 2)) return silent;
  const { SingleBar, Presets } = await import('cli-progress');
  const bar = new SingleBar(
    {
      format: `${label} {bar} {value}/{total}{words}`,
      // Leaves the words room in a terminal of 80 columns, which cuts a line off.
      barsize: 20,
      clearOnComplete: true,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  bar.start(total ?? 0, 0, { words: '' });
  return {
    step: () => bar.increment(),
    at: (value, of, words = '') => {
      bar.setTotal(of);
      bar.update(value, { words });
    },
    stop: () => bar.stop(),
  };
}
