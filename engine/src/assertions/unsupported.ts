const TRACE = 'it looks at the spans of an agent’s trace, and a run of a prompt is one answer without them';

/** Names of promptfoo 0.123 that are not judged here, and why: a half sentence. */
export const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ...named(TRACE, 'trace-error-spans trace-span-count trace-span-duration'),
  ['skill-used', 'it looks at the skills that an agent reports, and no provider here runs agents'],
]);

function named(reason: string, names: string): [string, string][] {
  return names.split(' ').map((name) => [name, reason]);
}
