/** Result of the command. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** For the person who waits: never part of the result. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Control characters of files and servers must not reach the terminal: they could rewrite what is shown. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) =>
    character === '\r' ? '' : '�',
  );
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
