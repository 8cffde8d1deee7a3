/** `{ 'reasoning.effort': 'low' }` → `{ reasoning: { effort: 'low' } }`, beside what the prompt itself has there. */
export function nestedParams(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isDeep = ([path]: [string, unknown]): boolean => path.includes('.');
  const entries = Object.entries(params);
  const result: Record<string, unknown> = Object.fromEntries(entries.filter((entry) => !isDeep(entry)));
  for (const [path, value] of entries.filter(isDeep)) {
    const [name = '', inner = ''] = path.split('.');
    result[name] = { ...(result[name] as object | undefined), [inner]: value };
  }
  return result;
}
