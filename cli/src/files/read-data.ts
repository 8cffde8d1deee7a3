import { usageError } from '../command-error';
import { readDataText } from './read-source';

/** The value of `--vars`, `--context`, `--messages`: JSON itself, or `@file` with JSON in it (`@-`: standard input). */
export async function readData(option: string, value: string): Promise<unknown> {
  const text = value.startsWith('@') ? await readDataText(value.slice(1)) : value;
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    throw usageError(
      `${option} is not valid JSON: ${reason}. Give an object such as '{"name":"Ada"}', or @file.json.`,
    );
  }
}

/** @throws CommandError (usage) unless it is an object */
export async function readObject(
  option: string,
  value: string | undefined,
): Promise<Record<string, unknown> | undefined> {
  if (value === undefined) return undefined;
  const data = await readData(option, value);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw usageError(`${option} must be a JSON object, such as '{"name":"Ada"}'.`);
  }
  return data as Record<string, unknown>;
}
