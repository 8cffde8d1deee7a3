import { InvalidArgumentError } from 'commander';

/** A parser for options that hold a whole number, at least one. */
export function atLeastOne(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return number;
}

export function zeroOrMore(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(value);
}

/** A parser for options that hold a TCP port. */
export function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return Number(value);
}

/** A parser for options that hold US dollars. */
export function amountOfDollars(value: string): number {
  if (!/^\d{1,9}(?:\.\d+)?$/.test(value))
    throw new InvalidArgumentError('It must be an amount of US dollars, without a sign: 200 or 0.50.');
  return Number(value);
}

/** A parser for options that hold a share: 0 to 1. */
export function share(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1))
    throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.9.');
  return number;
}

/** A parser for options that hold any number. */
export function finiteNumber(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number))
    throw new InvalidArgumentError('It must be a number, such as 1 or 4.5.');
  return number;
}

/** A parser for options that hold a list. */
export function commaSeparated(value: string): string[] {
  const items = value.split(',').map((item) => item.trim());
  if (items.includes(''))
    throw new InvalidArgumentError('It must be a list with commas between, such as a,b.');
  return [...new Set(items)];
}

/** Adds to the list of an option that may be given several times. */
export function collect(value: string, list: readonly string[]): string[] {
  return [...list, value];
}
