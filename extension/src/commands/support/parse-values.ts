/** Values of a prompt's inputs, typed as a JSON object; or what is wrong with the text. */
export function parseValues(text: string): { values?: Record<string, unknown>; problem?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `Not JSON yet: ${error instanceof Error ? error.message : String(error)}` };
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject
    ? { values: value as Record<string, unknown> }
    : { problem: 'Write an object: { "name": "value" }' };
}
