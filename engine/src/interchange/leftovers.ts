import type { Reporter } from './reporter';

/** Stores the fields that nothing of ours stands for, under the format's name, and says so. */
export function keepRest(
  format: string,
  rest: Readonly<Record<string, unknown>>,
  report: Reporter,
): Record<string, unknown> {
  const kept = Object.entries(rest).filter(([, value]) => value !== undefined);
  for (const [field] of kept) report.kept(field);
  return Object.fromEntries(kept.map(([field, value]) => [`${format}.${field}`, value]));
}

/** What `keepRest` stored. */
export function keptFields(
  format: string,
  metadata: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const prefix = `${format}.`;
  const kept = Object.entries(metadata).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(kept.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** Says which of our own fields get lost, besides those that the format has. */
export function reportOurs(
  metadata: Readonly<Record<string, unknown>>,
  {
    known,
    format,
    report,
  }: { known: readonly string[]; format: { id: string; title: string }; report: Reporter },
): void {
  for (const key of Object.keys(metadata))
    if (!known.includes(key) && !key.startsWith(`${format.id}.`))
      report.dropped(key, `${format.title} has no such field.`);
}
