import type { RunProgress } from '@prompthub/engine';
import { dollars, duration } from '@prompthub/protocol';

/** What stands behind the bar: ` · 2 failed · $0.03 · 40 s left`. */
export function describeProgress(progress: RunProgress): string {
  const { failed, errored, recorded, costUsd, etaMs, done, total } = progress;
  const words = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(errored > 0 ? [`${errored} errored`] : []),
    ...(recorded > 0 ? [`${recorded} recorded`] : []),
    ...(costUsd > 0 ? [dollars(costUsd)] : []),
    // Tenths of a second would flicker.
    ...(etaMs === undefined || done === total
      ? []
      : [
          `${etaMs < 1000 ? 'less than 1 s' : duration(Math.round(etaMs / 1000) * 1000).replace('.0', '')} left`,
        ]),
  ];
  return words.map((word) => ` · ${word}`).join('');
}
