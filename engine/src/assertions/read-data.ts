import { parseYaml } from '@prompthub/core';
import { AssertionError } from './assertion';
import type { AssertionTools } from './assertion-tools';

/** A file beside a test. */
export interface DataFile {
  readonly name: string;
  readonly text: string;
}

/** The value in a file of JSON or YAML, where texts of others are worked on: a megabyte of YAML takes seconds. Rejects with AssertionError. */
export async function readData(
  file: DataFile,
  { workplace }: Pick<AssertionTools, 'workplace'>,
): Promise<unknown> {
  return workplace ? await workplace.readData(file) : readDataHere(file);
}

/** As `readData`, in this process. Throws AssertionError. */
export function readDataHere({ name, text }: DataFile): unknown {
  const { value, problems } = parseYaml(text);
  if (problems[0]) throw new AssertionError(`${name} is neither JSON nor YAML: ${problems[0].message}`);
  return value;
}
