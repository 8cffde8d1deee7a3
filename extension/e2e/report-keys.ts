import type { ProjectClient } from '@prompthub/client';
import { assignArm } from '@prompthub/protocol';

const AT_ONCE = 1000;

interface Visits {
  readonly id: string;
  readonly keys: number;
  /** How often `solved` comes of an arm, by its place; undefined: the arm is not reported at all. */
  readonly rates: readonly (number | undefined)[];
}

/** What an application would report of so many keys. Which key gets which arm is the experiment's matter. */
export async function reportKeys({ experiments }: ProjectClient, { id, keys, rates }: Visits): Promise<void> {
  const experiment = await experiments.get(id);
  const seen = rates.map(() => 0);
  const visits = Array.from({ length: keys }, (_, index) => `user-${index}`).flatMap((key) => {
    const arm = assignArm(experiment, key).arm;
    const rate = arm === undefined ? undefined : rates[arm];
    if (arm === undefined || rate === undefined) return [];
    const count = (seen[arm] ?? 0) + 1;
    seen[arm] = count;
    return [{ key, solved: Math.floor(count * rate) > Math.floor((count - 1) * rate) }];
  });
  for (let from = 0; from < visits.length; from += AT_ONCE) {
    const some = visits.slice(from, from + AT_ONCE);
    await experiments.reportExposures({ exposures: some.map(({ key }) => ({ experiment: id, key })) });
    const outcomes = some.map(({ key, solved }) => {
      return { id: `${id.slice(-8)} ${key}`, metric: 'solved', key, value: solved ? 1 : 0 };
    });
    await experiments.reportOutcomes({ outcomes });
  }
}
