import { InvalidArgumentError } from 'commander';

/** A parser for options that hold a whole number, at least one. */
export function atLeastOne(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return number;
}

/** Adds to the list of an option that may be given several times. */
export function collect(value: string, list: readonly string[]): string[] {
  return [...list, value];
}
