/** Whether two values out of YAML are the same; the order of keys has no meaning, that of lists has. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const entries = Object.entries(one);
  if (entries.length !== Object.keys(other).length) return false;
  return entries.every(
    ([key, value]) =>
      Object.hasOwn(other, key) && isSameValue(value, (other as Record<string, unknown>)[key]),
  );
}
