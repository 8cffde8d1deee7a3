/**
 * One text for one meaning: properties in order of their names (RFC 8785, section 3.2.3), those that are undefined left out. Numbers that
 * JSON has not (`.nan`, `.inf` in YAML) are written as bare words, so that they differ from null and from all strings.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const properties = Object.entries(value)
    .filter(([, property]) => property !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, property]) => `${JSON.stringify(name)}:${canonicalJson(property)}`);
  return `{${properties.join(',')}}`;
}
